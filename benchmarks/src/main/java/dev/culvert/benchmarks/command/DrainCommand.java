package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.drain.DrainBenchmark;
import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.report.DrainReport;
import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import java.io.PrintWriter;
import java.util.List;
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
    private BacklogOptions backlogs = new BacklogOptions();

    @Option(names = "--rounds", defaultValue = "3", description = "Turns of each system. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        try (Rig rig = Rig.start()) {
            List<CdcSystem> taking = systems.on(rig);
            DrainResult result = new DrainBenchmark(rig, backlogs.shape(), backlogs.backlog(), taking).run(rounds);
            PrintWriter out = spec.commandLine().getOut();
            Headline.print(machine, taking, out);
            DrainReport.print(result, out);
            report.write("drain", machine, taking, result);
            return 0;
        }
    }
}
