package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.report.TurnsTable;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.snapshot.SnapshotBenchmark;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.turn.Turns;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code snapshot}: see {@link SnapshotBenchmark}. */
@Command(name = "snapshot", description = "Rows a second while a table is copied")
final class SnapshotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SystemOptions systems = new SystemOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private ShapeOption shapes = new ShapeOption();

    @Option(names = "--rows", defaultValue = "1000000", description = "Of the table. Default: ${DEFAULT-VALUE}")
    private int rows;

    @Option(
            names = "--workers",
            split = ",",
            defaultValue = "2",
            description = "That copy the table, for Culvert; each number is a system. Default: ${DEFAULT-VALUE}")
    private List<Integer> workers = new ArrayList<>();

    @Option(names = "--rounds", defaultValue = "3", description = "Turns of each system. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        try (Rig rig = Rig.start()) {
            List<CdcSystem> taking = systems.on(rig, workers);
            Turns turns = new SnapshotBenchmark(rig, shapes.shape(), rows, taking).run(rounds);
            PrintWriter out = spec.commandLine().getOut();
            Headline.print(machine, taking, out);
            out.printf(
                    Locale.ROOT,
                    "Snapshot of %,d %s rows%n%n",
                    rows,
                    shapes.shape().word());
            TurnsTable.print(turns, out);
            report.write("snapshot", machine, taking, turns);
            return 0;
        }
    }
}
