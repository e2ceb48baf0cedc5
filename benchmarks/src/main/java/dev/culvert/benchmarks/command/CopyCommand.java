package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.copy.CopyBenchmark;
import dev.culvert.benchmarks.copy.CopyTurns;
import dev.culvert.benchmarks.report.CopyTable;
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

/** {@code copy}: see {@link CopyBenchmark}. */
@Command(
        name = "copy",
        description = "A database from PostgreSQL 15 to 18: culvert start, pgcopydb, a native subscription."
                + " Needs pg_dump, psql, pgbench and pgcopydb")
final class CopyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(names = "--scale", defaultValue = "50", description = "Of pgbench. Default: ${DEFAULT-VALUE}")
    private int scale;

    @Option(names = "--rounds", defaultValue = "3", description = "Turns of each system. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--culvert-classpath",
            defaultValue = "${sys:culvert.cli.classpath}",
            description = "Class path of Culvert's command line")
    private String culvertClassPath = "";

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        CopyTurns turns = new CopyBenchmark(scale, culvertClassPath).run(rounds);
        PrintWriter out = spec.commandLine().getOut();
        out.println(machine);
        out.printf(Locale.ROOT, "Copy of %,d rows, %,d MB, 15 to 18%n%n", turns.rows(), turns.bytes() / 1_000_000);
        CopyTable.print(turns, out);
        report.write("copy", machine, List.of(), turns);
        return 0;
    }
}
