package dev.culvert.benchmarks.suite;

import dev.culvert.benchmarks.drain.DrainBenchmark;
import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.latency.LatencyBenchmark;
import dev.culvert.benchmarks.latency.LatencyBenchmark.Load;
import dev.culvert.benchmarks.latency.LatencyRun;
import dev.culvert.benchmarks.report.DrainReport;
import dev.culvert.benchmarks.report.LatencyTable;
import dev.culvert.benchmarks.report.TablesTable;
import dev.culvert.benchmarks.report.TurnsTable;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.snapshot.SnapshotBenchmark;
import dev.culvert.benchmarks.suite.Workload.Measured;
import dev.culvert.benchmarks.tables.TablesBenchmark;
import dev.culvert.benchmarks.tables.TablesResult;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.util.ArrayList;
import java.util.List;

/** Everything that is measured, in its order. */
final class Workloads {
    private static final int USUAL_TRANSACTION = 20;
    private static final List<Integer> RATES = List.of(100, 1_000, 4_000, 20_000);
    private static final List<Integer> WORKERS = List.of(1, 2, 4);
    private static final int SESSIONS = 8;

    /** Each waits for its commit to be on the disk; eight cannot make as many as the highest rate asks for. */
    private static final int SESSIONS_OF_HIGH_RATES = 32;

    private static final int HIGH_RATE = 10_000;

    private final Size size;
    private final Systems systems;
    private final TablesCommands tables;

    /**
     * What the benchmark of many tables starts.
     *
     * @param classPath of Culvert's command line
     * @param jvmArguments of its commands
     */
    record TablesCommands(String classPath, List<String> jvmArguments) {}

    Workloads(Size size, Systems systems, TablesCommands tables) {
        this.size = size;
        this.systems = systems;
        this.tables = tables;
    }

    List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        int orders = size.changes(Shape.ORDERS);
        all.add(drain("orders", Shape.ORDERS, orders, USUAL_TRANSACTION));
        all.add(drain("narrow", Shape.NARROW, size.changes(Shape.NARROW), USUAL_TRANSACTION));
        all.add(drain("100 columns", Shape.WIDE, size.changes(Shape.WIDE), USUAL_TRANSACTION));
        all.add(drain("10 kB", Shape.LARGE, size.changes(Shape.LARGE), USUAL_TRANSACTION));
        all.add(drain("identity FULL", Shape.FULL, size.changes(Shape.FULL), USUAL_TRANSACTION));
        all.add(drain("one transaction", Shape.ORDERS, orders, orders));
        all.add(drain("single-row transactions", Shape.ORDERS, orders, 1));
        RATES.forEach(rate -> all.add(latency(rate)));
        all.add(new Workload("snapshot", "orders", this::snapshot));
        all.add(new Workload("tables", size.tables() + " tables", this::tables));
        return all;
    }

    private Workload drain(String name, Shape shape, int changes, int transactionSize) {
        return new Workload("drain", name, rig -> {
            Backlog backlog = Backlog.ofChanges(changes, transactionSize);
            DrainResult result = new DrainBenchmark(rig, shape, backlog, systems.on(rig)).run(size.rounds());
            return new Measured(result, out -> DrainReport.print(result, out));
        });
    }

    private Workload latency(int rate) {
        int sessions = rate < HIGH_RATE ? SESSIONS : SESSIONS_OF_HIGH_RATES;
        Load load = new Load(Shape.ORDERS, rate, sessions, size.warmUp(), size.measured());
        return new Workload("latency", rate + " a second", rig -> {
            List<LatencyRun> runs = new LatencyBenchmark(rig, load, systems.on(rig)).run(1);
            return new Measured(runs, out -> LatencyTable.print(runs, out));
        });
    }

    private Measured snapshot(Rig rig) {
        Turns turns =
                new SnapshotBenchmark(rig, Shape.ORDERS, size.rows(), systems.on(rig, WORKERS)).run(size.rounds());
        return new Measured(turns, out -> TurnsTable.print(turns, out));
    }

    private Measured tables(Rig rig) {
        TablesResult result =
                new TablesBenchmark(rig, size.tables(), false, tables.classPath(), tables.jvmArguments()).run();
        return new Measured(result, out -> TablesTable.print(result, out));
    }
}
