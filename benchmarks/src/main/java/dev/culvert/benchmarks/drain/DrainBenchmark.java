package dev.culvert.benchmarks.drain;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.reference.PgRecvlogical;
import dev.culvert.benchmarks.reference.PgRecvlogicalTurn;
import dev.culvert.benchmarks.reference.ReplicationStreamReader;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.rig.Slots;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.turn.Turn;
import dev.culvert.benchmarks.turn.TurnRunner;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.benchmarks.workload.ChangeLedger;
import dev.culvert.benchmarks.workload.Shape;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a backlog while nothing reads, then has each system drain it, in turn and from slots that stand at the same
 * point, for some rounds.
 */
public final class DrainBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(DrainBenchmark.class);
    private static final String REFERENCE = "reference";

    private final Rig rig;
    private final Shape shape;
    private final Backlog backlog;
    private final List<CdcSystem> systems;

    public DrainBenchmark(Rig rig, Shape shape, Backlog backlog, List<CdcSystem> systems) {
        this.rig = rig;
        this.shape = shape;
        this.backlog = backlog;
        this.systems = List.copyOf(systems);
    }

    public DrainResult run(int rounds) {
        try (PostgresDatabase database = rig.createDatabase("drain")) {
            Slots slots = write(database);
            long walBytes = slots.backlogBytes();
            ReplicationStreamReader.Result limit = readAlone(database, slots);
            TurnRunner runner = new TurnRunner(rig);
            List<Turn> turns = new ArrayList<>();
            List<PgRecvlogicalTurn> tool = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                tool.add(recvlogical(round, database, slots));
                for (CdcSystem system : systems) {
                    String name = system.taskName("drain" + round);
                    slots.copy(name);
                    CdcSystem.Task task = new CdcSystem.Task(name, database, name, CdcSystem.Mode.STREAM);
                    turns.add(runner.run(round, system, task, new ChangeLedger(backlog)));
                    slots.drop(name);
                }
            }
            return new DrainResult(shape, backlog, walBytes, limit, tool, new Turns(turns));
        }
    }

    private PgRecvlogicalTurn recvlogical(int round, PostgresDatabase database, Slots slots) {
        slots.copy(REFERENCE);
        PgRecvlogicalTurn turn =
                PgRecvlogical.read(round, database, REFERENCE, BacklogWriter.PUBLICATION, backlog.changes());
        slots.drop(REFERENCE);
        LOG.info("round {}: pg_recvlogical to a file {}/s", round, Math.round(turn.rate()));
        return turn;
    }

    private Slots write(PostgresDatabase database) {
        BacklogWriter writer = new BacklogWriter(database, shape);
        writer.createTable();
        writer.preload(backlog);
        Slots slots = Slots.here(database);
        LOG.info("writing {} changes in transactions of {}", backlog.changes(), backlog.transactionSize());
        writer.write(backlog);
        database.execute("VACUUM ANALYZE public.orders", "CHECKPOINT");
        return slots;
    }

    private ReplicationStreamReader.Result readAlone(PostgresDatabase database, Slots slots) {
        slots.copy(REFERENCE);
        ReplicationStreamReader.Result limit =
                ReplicationStreamReader.read(database, REFERENCE, BacklogWriter.PUBLICATION);
        slots.drop(REFERENCE);
        if (limit.rows() != backlog.changes()) {
            throw new BenchmarkException("the slot holds " + limit.rows() + " changes, not " + backlog.changes());
        }
        LOG.info("the server alone, read and counted: {}/s", Math.round(limit.rate()));
        return limit;
    }
}
