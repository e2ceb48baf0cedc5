package dev.culvert.benchmarks.tables;

import dev.culvert.benchmarks.system.CommandRun;
import java.util.List;

/**
 * @param tables captured, each with a topic of its own
 * @param commands in their order, each alone but for {@code status}, beside which the pipeline ran
 * @param snapshot whether the tables, all of them empty, were copied before the stream
 * @param firstChangeSeconds from the start of {@code run} until the first change could be read
 * @param runPeakResidentBytes of the pipeline after {@code status}
 * @param stopSeconds from SIGTERM to the end of {@code run}
 */
public record TablesResult(
        int tables,
        boolean snapshot,
        List<CommandRun> commands,
        double firstChangeSeconds,
        double runCpuSeconds,
        long runPeakResidentBytes,
        double stopSeconds) {
    public TablesResult {
        commands = List.copyOf(commands);
    }
}
