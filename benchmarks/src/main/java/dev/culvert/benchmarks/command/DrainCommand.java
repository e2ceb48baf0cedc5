package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.drain.DrainBenchmark;
import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.report.DrainReport;
import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drain}: see {@link DrainBenchmark}. */
@Command(name = "drain", description = "Changes a second while a backlog is worked off")
final class DrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SystemOptions systems = new SystemOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private ShapeOption shapes = new ShapeOption();

    @Option(
            names = "--changes",
            description = "Of the backlog. Default: 1500000; of wide rows 200000, of large ones 50000")
    private Optional<Integer> changes = Optional.empty();

    @Option(
            names = "--transaction-size",
            defaultValue = "20",
            description =
                    "Changes of a transaction; as many as --changes: one holds everything. Default: ${DEFAULT-VALUE}")
    private int transactionSize;

    @Option(names = "--rounds", defaultValue = "3", description = "Turns of each system. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        try (Rig rig = Rig.start()) {
            List<CdcSystem> taking = systems.on(rig);
            Shape shape = shapes.shape();
            Backlog backlog = Backlog.ofChanges(changes.orElse(shape.defaultChanges()), transactionSize);
            DrainResult result = new DrainBenchmark(rig, shape, backlog, taking).run(rounds);
            PrintWriter out = spec.commandLine().getOut();
            Headline.print(machine, taking, out);
            DrainReport.print(result, out);
            report.write("drain", machine, taking, result);
            return 0;
        }
    }
}
