package dev.culvert.migration.journal;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The journal of one migration, on the target. For one thread at a time, as its session is.
 *
 * <p>A step is written before its effect (intent) and after it (result), each in a transaction of its own.
 */
public final class Journal {
    private final Session session;
    private final String migration;
    private final String who;
    private long epoch;

    /**
     * @param session with the target, in autocommit
     * @param migration its name
     * @param who who does it, for people, such as {@code root@host pid 4711}
     */
    public Journal(Session session, String migration, String who) {
        this.session = session;
        this.migration = migration;
        this.who = who;
    }

    /** Makes its tables, where they are not there. */
    public void prepare() {
        session.update(
                """
                CREATE SCHEMA IF NOT EXISTS culvert;
                CREATE TABLE IF NOT EXISTS culvert.migration (
                  name pg_catalog.text PRIMARY KEY,
                  source_system pg_catalog.text NOT NULL,
                  source_database pg_catalog.text NOT NULL,
                  epoch pg_catalog.int8 NOT NULL,
                  mark pg_catalog.text NOT NULL,
                  marked_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                  verified_at pg_catalog.timestamptz);
                CREATE TABLE IF NOT EXISTS culvert.journal (
                  id pg_catalog.int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                  migration pg_catalog.text NOT NULL,
                  epoch pg_catalog.int8 NOT NULL,
                  step pg_catalog.text NOT NULL,
                  intent pg_catalog.text NOT NULL,
                  result pg_catalog.text,
                  who pg_catalog.text NOT NULL,
                  began_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                  ended_at pg_catalog.timestamptz)""");
    }

    /** Whether the target has ever been prepared. */
    public boolean exists() {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.migration') IS NOT NULL AS there", row -> row.bool("there"));
    }

    /** What the target remembers, if it does. */
    public Optional<MigrationRecord> read() {
        if (!exists()) {
            return Optional.empty();
        }
        return session.optional(
                """
                SELECT name, source_system, source_database, epoch, mark,
                  (extract(epoch FROM marked_at) * 1000)::pg_catalog.int8 AS marked_ms,
                  (extract(epoch FROM verified_at) * 1000)::pg_catalog.int8 AS verified_ms
                FROM culvert.migration WHERE name = ?""",
                row -> new MigrationRecord(
                        row.text("name"),
                        row.text("source_system"),
                        row.text("source_database"),
                        row.number("epoch"),
                        row.text("mark"),
                        Instant.ofEpochMilli(row.number("marked_ms")),
                        row.optionalNumber("verified_ms").isPresent()
                                ? Optional.of(Instant.ofEpochMilli(
                                        row.optionalNumber("verified_ms").getAsLong()))
                                : Optional.empty()),
                migration);
    }

    /** Writes the migration's record, if there is none. */
    public void create(String sourceSystem, String sourceDatabase, String mark) {
        session.update(
                """
                INSERT INTO culvert.migration (name, source_system, source_database, epoch, mark)
                VALUES (?, ?, ?, 0, ?) ON CONFLICT (name) DO NOTHING""",
                migration,
                sourceSystem,
                sourceDatabase,
                mark);
    }

    /** Begins an attempt: from now on this journal's epoch is the newest one. */
    public long beginEpoch() {
        epoch = session.one(
                """
                WITH next AS (UPDATE culvert.migration SET epoch = epoch + 1 WHERE name = ? RETURNING epoch)
                SELECT epoch FROM next""",
                row -> row.number("epoch"),
                migration);
        return epoch;
    }

    /**
     * Whether writing may go ahead of the disk: while clients are held, the last lines may be lost with the target's crash, and a
     * flush each would cost the clients more than it tells.
     */
    public void inHaste(boolean haste) {
        session.update("SET synchronous_commit = " + (haste ? "off" : "on"));
    }

    /** How long the target may be silent from now on, before its session counts as lost. */
    public void silence(Duration limit) {
        if (session.isOpen()) {
            session.readTimeout(limit);
        }
    }

    public long epoch() {
        return epoch;
    }

    /**
     * Says what was reached for good.
     *
     * @throws CulvertException {@link ErrorCode#MIGRATION_BUSY} if another attempt has begun since
     */
    public void mark(String mark) {
        long changed = session.update(
                """
                UPDATE culvert.migration SET mark = ?, marked_at = pg_catalog.clock_timestamp()
                WHERE name = ? AND epoch = ?""",
                mark,
                migration,
                epoch);
        if (changed != 1) {
            throw overtaken();
        }
    }

    /**
     * As {@link #mark}, where it still says {@code expected}: what somebody has marked since stays. An attempt that was settled by
     * another one long ago must not take a later mark back.
     */
    public void markAfter(String expected, String mark) {
        session.update(
                """
                UPDATE culvert.migration SET mark = ?, marked_at = pg_catalog.clock_timestamp()
                WHERE name = ? AND epoch = ? AND mark = ?""",
                mark,
                migration,
                epoch,
                expected);
    }

    private CulvertException overtaken() {
        return new CulvertException(
                ErrorCode.MIGRATION_BUSY,
                "migration " + migration,
                "Another attempt has begun since epoch " + epoch + ".",
                Changed.UNKNOWN,
                "culvert migrate status tells where it stands.");
    }

    /** A verify without differences began then, by the target's clock. */
    public void verified(Instant began) {
        session.update(
                "UPDATE culvert.migration SET verified_at = pg_catalog.to_timestamp(? / 1000.0) WHERE name = ?",
                began.toEpochMilli(),
                migration);
    }

    /** A verify found differences: what an earlier one said does not hold any more. */
    public void differs() {
        session.update("UPDATE culvert.migration SET verified_at = NULL WHERE name = ?", migration);
    }

    /** Does a step: its intent is written before, its result or its error's code after. */
    public <T> T step(String step, String intent, Supplier<T> effect) {
        long id = begin(step, intent);
        try {
            T value = effect.get();
            end(id, "done");
            return value;
        } catch (CulvertException e) {
            endQuietly(id, "failed: " + e.code().code());
            throw e;
        }
    }

    /** As {@link #step(String, String, Supplier)}, of an effect without a value. */
    public void step(String step, String intent, Runnable effect) {
        step(step, intent, () -> {
            effect.run();
            return true;
        });
    }

    /** Writes an intent; its number. */
    public long begin(String step, String intent) {
        return session.one(
                """
                WITH entry AS (
                  INSERT INTO culvert.journal (migration, epoch, step, intent, who) VALUES (?, ?, ?, ?, ?) RETURNING id)
                SELECT id FROM entry""",
                row -> row.number("id"),
                migration,
                epoch,
                step,
                intent,
                who);
    }

    /** Writes a result. */
    public void end(long id, String result) {
        session.update(
                "UPDATE culvert.journal SET result = ?, ended_at = pg_catalog.clock_timestamp() WHERE id = ?",
                result,
                id);
    }

    /** As {@link #end}; where it cannot be written, the intent is left without a result. */
    public void endQuietly(long id, String result) {
        try {
            end(id, result);
        } catch (CulvertException unwritten) {
            // what led here is what counts: an error that is told, or a decision that stands
        }
    }

    /** The newest entries, newest first. */
    public List<Entry> last(int count) {
        return session.list(
                """
                SELECT epoch, step, intent, result, who, began_at::pg_catalog.text AS began, ended_at::pg_catalog.text AS ended
                FROM culvert.journal WHERE migration = ? ORDER BY id DESC LIMIT ?""",
                row -> new Entry(
                        row.number("epoch"),
                        row.text("step"),
                        row.text("intent"),
                        row.optionalText("result"),
                        row.text("who"),
                        row.text("began"),
                        row.optionalText("ended")),
                migration,
                count);
    }

    /** One line. Times as the target prints them. */
    public record Entry(
            long epoch,
            String step,
            String intent,
            Optional<String> result,
            String who,
            String began,
            Optional<String> ended) {}
}
