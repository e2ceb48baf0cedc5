package dev.culvert.benchmarks.snapshot;

import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.rig.Slots;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.turn.Turn;
import dev.culvert.benchmarks.turn.TurnRunner;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.benchmarks.workload.Shape;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;

/** Fills the orders table once, then has each system copy it, in turn, for some rounds; nobody writes meanwhile. */
public final class SnapshotBenchmark {
    private final Rig rig;
    private final Shape shape;
    private final int rows;
    private final List<CdcSystem> systems;

    public SnapshotBenchmark(Rig rig, Shape shape, int rows, List<CdcSystem> systems) {
        this.rig = rig;
        this.shape = shape;
        this.rows = rows;
        this.systems = List.copyOf(systems);
    }

    public Turns run(int rounds) {
        try (PostgresDatabase database = rig.createDatabase("snapshot")) {
            BacklogWriter writer = new BacklogWriter(database, shape);
            writer.createTable();
            writer.insert(0, rows);
            database.execute("VACUUM ANALYZE public.orders", "CHECKPOINT");
            TurnRunner runner = new TurnRunner(rig);
            List<Turn> turns = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                for (CdcSystem system : systems) {
                    String name = system.taskName("snapshot" + round);
                    CdcSystem.Task task = new CdcSystem.Task(name, database, name, CdcSystem.Mode.SNAPSHOT);
                    turns.add(runner.run(round, system, task, new SnapshotLedger(rows)));
                    Slots.drop(database, name);
                }
            }
            return new Turns(turns);
        }
    }
}
