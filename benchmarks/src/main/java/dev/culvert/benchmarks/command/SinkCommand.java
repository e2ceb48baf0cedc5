package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.report.SinkReport;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.sink.SinkBenchmark;
import dev.culvert.benchmarks.sink.SinkResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sink}: see {@link SinkBenchmark}. */
@Command(
        name = "sink",
        description =
                "A backlog into a PostgreSQL database: the sink, and PostgreSQL's own subscription; and by the sink into Iceberg tables")
final class SinkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private BacklogOptions backlogs = new BacklogOptions();

    @Option(names = "--rounds", defaultValue = "3", description = "Turns of each system. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--target", defaultValue = "15", description = "Its version. Default: ${DEFAULT-VALUE}")
    private int target;

    @Option(
            names = "--lake",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Iceberg tables, and a log of the changes, in folders too. Default: ${DEFAULT-VALUE}")
    private boolean lake;

    @Option(
            names = "--jvm",
            defaultValue = "-Xmx1g",
            description =
                    "JVM arguments of the sink; given more than once, it has a turn with each. Default: ${DEFAULT-VALUE}, as"
                            + " the command culvert has it")
    private List<String> jvms = new ArrayList<>();

    @Option(
            names = "--culvert-classpath",
            defaultValue = "${sys:culvert.cli.classpath}",
            description = "Class path of Culvert's command line")
    private String culvertClassPath = "";

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        try (Rig rig = Rig.start()) {
            List<List<String>> arguments =
                    jvms.stream().map(jvm -> List.of(jvm.split(" "))).toList();
            SinkResult result = new SinkBenchmark(
                            rig, target, lake, backlogs.shape(), backlogs.backlog(), culvertClassPath, arguments)
                    .run(rounds);
            PrintWriter out = spec.commandLine().getOut();
            Headline.print(machine, List.of(), out);
            SinkReport.print(result, out);
            report.write("sink", machine, List.of(), result);
            return 0;
        }
    }
}
