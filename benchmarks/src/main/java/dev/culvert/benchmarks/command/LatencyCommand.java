package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.latency.LatencyBenchmark;
import dev.culvert.benchmarks.latency.LatencyBenchmark.Load;
import dev.culvert.benchmarks.latency.LatencyRun;
import dev.culvert.benchmarks.report.LatencyTable;
import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latency}: see {@link LatencyBenchmark}. */
@Command(name = "latency", description = "From a commit to a read_committed consumer, at a steady rate")
final class LatencyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SystemOptions systems = new SystemOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private ShapeOption shapes = new ShapeOption();

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Single-row transactions a second. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--sessions", defaultValue = "8", description = "That write. Default: ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--warm-up",
            defaultValue = "PT20S",
            description = "Written, but not counted. Default: ${DEFAULT-VALUE}")
    private Duration warmUp;

    @Option(names = "--duration", defaultValue = "PT60S", description = "Counted. Default: ${DEFAULT-VALUE}")
    private Duration duration;

    @Option(names = "--rounds", defaultValue = "1", description = "Turns of each system. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        try (Rig rig = Rig.start()) {
            List<CdcSystem> taking = systems.on(rig);
            List<LatencyRun> runs = new LatencyBenchmark(
                            rig, new Load(shapes.shape(), rate, sessions, warmUp, duration), taking)
                    .run(rounds);
            PrintWriter out = spec.commandLine().getOut();
            Headline.print(machine, taking, out);
            out.printf(
                    "Load:    %d single-row transactions a second by %d sessions, %d s after %d s of warming up%n%n",
                    rate, sessions, duration.toSeconds(), warmUp.toSeconds());
            LatencyTable.print(runs, out);
            report.write("latency", machine, taking, runs);
            return 0;
        }
    }
}
