package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.suite.Section;
import dev.culvert.benchmarks.suite.Size;
import dev.culvert.benchmarks.suite.Suite;
import dev.culvert.benchmarks.suite.Summary;
import dev.culvert.benchmarks.suite.SummaryTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code all}: see {@link Suite}. */
@Command(
        name = "all",
        description = "Every workload of drain, latency, snapshot and tables in one run, as ratios."
                + " Without copy, cutover and jmh")
final class AllCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SystemOptions systems = new SystemOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = "--scale",
            defaultValue = "1",
            description = "Of changes, rows, seconds and tables; 0.02 is a pass to try it. Default: ${DEFAULT-VALUE}")
    private double scale;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Turns of each system; one of latency. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--only",
            split = ",",
            description = "Workloads by a part of their names, such as drain, latency or 10 kB; --list shows them")
    private List<String> only = new ArrayList<>();

    @Option(names = "--list", description = "Only show the workloads")
    private boolean list;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RememberedSystems taking = new RememberedSystems(systems);
        Suite suite = new Suite(
                new Size(scale, rounds),
                taking,
                systems.culvertClassPath(),
                List.of(TablesCommand.JVM_ARGUMENTS),
                name -> only.isEmpty() || only.stream().anyMatch(name::contains));
        if (list) {
            suite.names().forEach(out::println);
            return ExitCode.OK;
        }
        Machine machine = Machine.here();
        out.println("Machine: " + machine);
        // a run of an hour that is cut off leaves what it has
        List<Section> sections =
                suite.run(out, soFar -> report.write("all", machine, taking.first(), new Result(scale, rounds, soFar)));
        out.println();
        taking.first().forEach(system -> out.println("System:  " + system.description()));
        SummaryTable.print(Summary.of(sections), out);
        return sections.stream().anyMatch(Section::isFailed) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** For JSON. */
    private record Result(double scale, int rounds, Summary summary, List<Section> sections) {
        Result(double scale, int rounds, List<Section> sections) {
            this(scale, rounds, Summary.of(sections), sections);
        }
    }
}
