package dev.culvert.benchmarks.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code jmh}: the decoder and the encoder alone. */
@Command(
        name = "jmh",
        description =
                "Decoding of pgoutput and of COPY, encoding as Avro and JSON, by JMH, whose arguments follow: -h shows them",
        mixinStandardHelpOptions = false)
final class JmhCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
