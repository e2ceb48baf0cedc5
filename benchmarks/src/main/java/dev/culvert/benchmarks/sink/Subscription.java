package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.rig.Slots;
import dev.culvert.benchmarks.system.ProcessorTime;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;

/** PostgreSQL's own way: a subscription with its defaults, from a slot that stands before the backlog. */
final class Subscription {
    static final String NAME = "subscription";
    private static final String SLOT = "bench_subscription";
    private static final long NO_PROCESS = -1;

    private final PostgresDatabase source;
    private final Slots slots;
    private final long changes;
    private final long lastKey;
    private final Duration limit;

    /** @param limit of a turn */
    Subscription(PostgresDatabase source, Slots slots, long changes, long lastKey, Duration limit) {
        this.source = source;
        this.slots = slots;
        this.changes = changes;
        this.lastKey = lastKey;
        this.limit = limit;
    }

    SinkTurn run(int round, SinkTarget target) {
        slots.copy(SLOT);
        PostgresDatabase database = target.database();
        database.execute("CREATE SUBSCRIPTION bench CONNECTION 'host=" + source.host() + " port=" + source.port()
                + " user="
                + source.user() + " dbname=" + source.name() + "' PUBLICATION " + BacklogWriter.PUBLICATION
                + " WITH (slot_name = '" + SLOT + "', create_slot = false, copy_data = false, enabled = false)");
        try (ArrivalWatch watch = new ArrivalWatch(database, lastKey)) {
            ProcessorTime servers = ProcessorTime.start();
            long startedAt = System.nanoTime();
            database.execute("ALTER SUBSCRIPTION bench ENABLE");
            Deadline.after(limit).require(watch::look, () -> "the subscription at its end");
            double spent = servers.ofServers(NO_PROCESS).toMillis() / 1e3;
            database.execute(
                    "ALTER SUBSCRIPTION bench DISABLE",
                    "ALTER SUBSCRIPTION bench SET (slot_name = NONE)",
                    "DROP SUBSCRIPTION bench");
            slots.drop(SLOT);
            target.requireEqual(NAME);
            return new SinkTurn(
                    round, NAME, changes, watch.seconds(), (watch.arrivedAt() - startedAt) / 1e9, 0, spent, 0);
        }
    }
}
