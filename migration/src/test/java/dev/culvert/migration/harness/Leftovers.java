package dev.culvert.migration.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.TestkitException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Subscriptions and slots of a database keep it from being dropped, and its server's WAL from being removed. */
final class Leftovers {
    private Leftovers() {}

    static void drop(PostgresDatabase database) {
        if (database.server()
                .maintenance()
                .query("SELECT 1 FROM pg_database WHERE datname = ?", database.name())
                .isEmpty()) {
            return; // another migration had it too
        }
        List<List<String>> subscriptions = database.query(
                "SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()");
        for (List<String> row : subscriptions) {
            String name = PostgresDatabase.quote(row.get(0));
            database.execute("ALTER SUBSCRIPTION " + name + " DISABLE");
            database.execute("ALTER SUBSCRIPTION " + name + " SET (slot_name = NONE)");
            database.execute("DROP SUBSCRIPTION " + name);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(TestkitException.class) // a subscription's worker may take the slot between the two
                .until(() -> {
                    database.query("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                            + " WHERE database = current_database() AND active_pid IS NOT NULL");
                    database.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                            + " WHERE database = current_database() AND active_pid IS NULL");
                    return database.number(
                                    "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()")
                            == 0;
                });
    }
}
