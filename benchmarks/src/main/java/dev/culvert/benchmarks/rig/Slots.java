package dev.culvert.benchmarks.rig;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;

/**
 * Replication slots of one database that all stand at the same point: the first one is never read, and each run gets a
 * copy of it. All are dropped with the database. Immutable, safe for any thread.
 */
public final class Slots {
    private static final String ORIGINAL = "original";
    private static final Duration DROP_LIMIT = Duration.ofSeconds(30);

    private final PostgresDatabase database;

    private Slots(PostgresDatabase database) {
        this.database = database;
    }

    /** Fixes the point: what is committed from now on is in every slot. */
    public static Slots here(PostgresDatabase database) {
        database.query("SELECT pg_create_logical_replication_slot(?, 'pgoutput')", original(database));
        return new Slots(database);
    }

    public void copy(String name) {
        database.query("SELECT pg_copy_logical_replication_slot(?, ?)", original(database), name);
    }

    /** Bytes of WAL that each slot has to go through. */
    public long backlogBytes() {
        return database.number(
                """
                SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), confirmed_flush_lsn)::bigint
                FROM pg_replication_slots WHERE slot_name = ?""",
                original(database));
    }

    /** Waits until its reader is gone. */
    public void drop(String name) {
        drop(database, name);
    }

    public static void drop(PostgresDatabase database, String name) {
        Deadline.after(DROP_LIMIT)
                .require(
                        () -> database.query("SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND active", name)
                                .isEmpty(),
                        () -> "slot " + name + " left by its reader");
        database.query(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?", name);
    }

    private static String original(PostgresDatabase database) {
        return ORIGINAL + "_" + database.name();
    }
}
