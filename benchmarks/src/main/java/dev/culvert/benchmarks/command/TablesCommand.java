package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.report.TablesTable;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.tables.TablesBenchmark;
import dev.culvert.benchmarks.tables.TablesResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tables}: see {@link TablesBenchmark}. */
@Command(name = "tables", description = "Plan, apply, start and status of a pipeline with thousands of tables")
final class TablesCommand implements Callable<Integer> {
    static final String JVM_ARGUMENTS = "-Xmx512m";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(names = "--tables", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}")
    private int tables;

    @Option(names = "--snapshot", description = "Begin with a snapshot, of tables without rows")
    private boolean snapshot;

    @Option(
            names = "--culvert-jvm",
            split = " ",
            defaultValue = JVM_ARGUMENTS,
            description = "JVM arguments of every command. Default: ${DEFAULT-VALUE}")
    private List<String> culvertJvm = new ArrayList<>();

    @Option(
            names = "--culvert-classpath",
            defaultValue = "${sys:culvert.cli.classpath}",
            description = "Class path of Culvert's command line")
    private String culvertClassPath = "";

    @Override
    public Integer call() {
        Machine machine = Machine.here();
        try (Rig rig = Rig.start()) {
            TablesResult result = new TablesBenchmark(rig, tables, snapshot, culvertClassPath, culvertJvm).run();
            PrintWriter out = spec.commandLine().getOut();
            out.println(machine);
            TablesTable.print(result, out);
            report.write("tables", machine, List.of(), result);
            return 0;
        }
    }
}
