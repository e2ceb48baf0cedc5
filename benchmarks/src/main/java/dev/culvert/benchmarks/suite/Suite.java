package dev.culvert.benchmarks.suite;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.suite.Workload.Measured;
import dev.culvert.testkit.process.TestkitException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs every workload, each on servers of its own: none begins with the leavings of another. One that fails is told as such, and
 * the others go on.
 */
public final class Suite {
    private final List<Workload> workloads;

    /**
     * @param classPath of Culvert's command line
     * @param tablesJvm arguments of its commands in the benchmark of many tables
     * @param wanted of the names, as {@link #names} has them
     */
    public Suite(Size size, Systems systems, String classPath, List<String> tablesJvm, Predicate<String> wanted) {
        this.workloads = new Workloads(size, systems, new Workloads.TablesCommands(classPath, tablesJvm))
                .all().stream().filter(workload -> wanted.test(name(workload))).toList();
    }

    public List<String> names() {
        return workloads.stream().map(Suite::name).toList();
    }

    /** {@code soFar} gets all sections after each one. */
    public List<Section> run(PrintWriter out, Consumer<List<Section>> soFar) {
        List<Section> sections = new ArrayList<>();
        for (Workload workload : workloads) {
            out.printf("%n== %s%n", name(workload));
            out.flush();
            sections.add(run(workload, out));
            soFar.accept(List.copyOf(sections));
        }
        return List.copyOf(sections);
    }

    private static Section run(Workload workload, PrintWriter out) {
        try (Rig rig = Rig.start()) {
            Measured measured = workload.run().apply(rig);
            measured.text().print(out);
            return Section.of(workload, measured.result());
        } catch (BenchmarkException | TestkitException e) {
            out.println("failed: " + e.getMessage());
            return Section.failed(workload, e.getMessage());
        }
    }

    private static String name(Workload workload) {
        return workload.benchmark() + ": " + workload.name();
    }
}
