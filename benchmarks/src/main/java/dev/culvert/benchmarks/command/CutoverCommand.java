package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.cutover.CutoverBenchmark;
import dev.culvert.benchmarks.cutover.CutoverTurns;
import dev.culvert.benchmarks.report.CutoverTable;
import dev.culvert.benchmarks.report.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cutover}: see {@link CutoverBenchmark}. */
@Command(
        name = "cutover",
        description =
                "What clients notice of a cutover from PostgreSQL 15 to 18 and back, through PgBouncer and directly."
                        + " Needs pg_dump, psql, pgbench and pgbouncer")
final class CutoverCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(names = "--scale", defaultValue = "50", description = "Of pgbench. Default: ${DEFAULT-VALUE}")
    private int scale;

    @Option(names = "--rounds", defaultValue = "5", description = "Each there and back. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        CutoverTurns turns = new CutoverBenchmark(scale).run(rounds);
        PrintWriter out = spec.commandLine().getOut();
        out.println(machine);
        out.printf(Locale.ROOT, "Cutover, 15 to 18, scale %d%n%n", scale);
        CutoverTable.print(turns, out);
        report.write("cutover", machine, List.of(), turns);
        return 0;
    }
}
