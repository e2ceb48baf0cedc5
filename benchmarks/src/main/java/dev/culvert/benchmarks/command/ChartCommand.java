package dev.culvert.benchmarks.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.chart.Charts;
import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.suite.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chart}: see {@link Charts}. */
@Command(name = "chart", description = "Draws the JSON report of all as an SVG")
final class ChartCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(index = "0", paramLabel = "REPORT", description = "That all --json wrote")
    private Path report;

    @Parameters(index = "1", paramLabel = "SVG", description = "To write, such as docs/benchmarks.svg")
    private Path picture;

    @Override
    public Integer call() {
        try {
            JsonNode tree = JSON.readTree(report.toFile());
            JsonNode result = tree.path("result");
            if (!result.has("summary")) {
                throw new BenchmarkException(report + " is no report of all");
            }
            Machine machine = JSON.treeToValue(tree.get("machine"), Machine.class);
            Files.writeString(
                    picture,
                    Charts.svg(
                            JSON.treeToValue(result.get("summary"), Summary.class),
                            caption(machine, result.path("scale").asDouble())));
            return 0;
        } catch (IOException e) {
            throw new BenchmarkException("the chart of " + report + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static String caption(Machine machine, double scale) {
        return machine + (scale == 1 ? "" : String.format(Locale.ROOT, "; a pass at scale %s", scale));
    }
}
