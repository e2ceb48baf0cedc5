package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.process.TestkitException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Entry point; {@code benchmarks/run} builds and calls it. Without a subcommand all benchmarks run, one by one. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        description = "Culvert and others, side by side on the same servers."
                + " Without a command: all but copy and cutover, one by one.",
        subcommands = {
            DrainCommand.class,
            LatencyCommand.class,
            SnapshotCommand.class,
            CopyCommand.class,
            CutoverCommand.class
        })
public final class Main implements Callable<Integer> {
    private static final List<String> ALL = List.of("drain", "latency", "snapshot");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reports",
            defaultValue = ".",
            description = "Directory of drain.json, latency.json and snapshot.json when all run."
                    + " Default: the present one")
    private Path reports;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    private static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchmarkException || failure instanceof TestkitException) {
                command.getErr().println("error " + failure.getMessage());
                return command.getCommandSpec().exitCodeOnExecutionException();
            }
            throw failure;
        });
        return line;
    }

    @Override
    public Integer call() {
        for (String benchmark : ALL) {
            spec.commandLine().getOut().printf("%n== %s%n", benchmark);
            int code = commandLine()
                    .execute(
                            benchmark,
                            "--json",
                            reports.resolve(benchmark + ".json").toString());
            if (code != ExitCode.OK) {
                return code;
            }
        }
        return ExitCode.OK;
    }
}
