package dev.culvert.migration.verify;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done already, on the target, in the schema {@code culvert}. Safe for several threads. */
final class VerifyStore {
    private final Session session;
    private final String migration;

    /** @param session with the target, in autocommit, for nobody else */
    VerifyStore(Session session, String migration) {
        this.session = session;
        this.migration = migration;
    }

    /**
     * A part of a table that was compared.
     *
     * @param part from 0, in order
     * @param upTo the key's texts that it went up to; empty for the last part
     * @param changes the publisher's counter of changes of this table before the first part was read
     */
    record Part(int part, List<String> upTo, boolean last, long rows, long moving, long changes) {}

    synchronized void prepare() {
        session.update(
                """
                CREATE SCHEMA IF NOT EXISTS culvert;
                CREATE TABLE IF NOT EXISTS culvert.verify_run (
                  migration pg_catalog.text NOT NULL, run pg_catalog.int8 NOT NULL, publisher pg_catalog.text NOT NULL,
                  began_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                  ended_at pg_catalog.timestamptz, PRIMARY KEY (migration, run));
                CREATE TABLE IF NOT EXISTS culvert.verify_part (
                  migration pg_catalog.text NOT NULL, run pg_catalog.int8 NOT NULL, schema_name pg_catalog.text NOT NULL,
                  table_name pg_catalog.text NOT NULL, part pg_catalog.int4 NOT NULL, up_to pg_catalog.text[] NOT NULL,
                  is_last pg_catalog.bool NOT NULL, row_count pg_catalog.int8 NOT NULL, moving pg_catalog.int8 NOT NULL,
                  changes pg_catalog.int8 NOT NULL, PRIMARY KEY (migration, run, schema_name, table_name, part));
                CREATE TABLE IF NOT EXISTS culvert.verify_difference (
                  migration pg_catalog.text NOT NULL, run pg_catalog.int8 NOT NULL, schema_name pg_catalog.text NOT NULL,
                  table_name pg_catalog.text NOT NULL, part pg_catalog.int4 NOT NULL, kind pg_catalog.text NOT NULL,
                  key pg_catalog.text NOT NULL)""");
    }

    /** Goes on with the run that did not end, if it is of the same direction and young enough; else begins one. */
    synchronized VerifyRun begin(String publisher, Duration maxAge) {
        Optional<VerifyRun> open = session.optional(
                """
                SELECT run, (extract(epoch FROM began_at) * 1000)::pg_catalog.int8 AS began FROM culvert.verify_run
                WHERE migration = ? AND publisher = ? AND ended_at IS NULL
                  AND run = (SELECT pg_catalog.max(run) FROM culvert.verify_run WHERE migration = ?)
                  AND began_at > pg_catalog.clock_timestamp() - ? * interval '1 millisecond'""",
                row -> new VerifyRun(row.number("run"), Instant.ofEpochMilli(row.number("began"))),
                migration,
                publisher,
                migration,
                maxAge.toMillis());
        if (open.isPresent()) {
            return open.get();
        }
        return session.one(
                """
                WITH fresh AS (
                  INSERT INTO culvert.verify_run (migration, run, publisher)
                  SELECT ?, COALESCE(pg_catalog.max(run), 0) + 1, ? FROM culvert.verify_run WHERE migration = ?
                  RETURNING run, began_at)
                SELECT run, (extract(epoch FROM began_at) * 1000)::pg_catalog.int8 AS began FROM fresh""",
                row -> new VerifyRun(row.number("run"), Instant.ofEpochMilli(row.number("began"))),
                migration,
                publisher,
                migration);
    }

    /** Ends a run; those before it are forgotten. */
    synchronized void end(VerifyRun run) {
        session.update(
                "UPDATE culvert.verify_run SET ended_at = pg_catalog.clock_timestamp() WHERE migration = ? AND run = ?",
                migration,
                run.number());
        for (String table : List.of("verify_part", "verify_difference", "verify_run")) {
            session.update(
                    "DELETE FROM culvert." + table + " WHERE migration = ? AND run < ?", migration, run.number());
        }
    }

    /** The newest run that came to its end, in this direction. */
    synchronized Optional<VerifyRun> lastEnded(String publisher) {
        return session.optional(
                """
                SELECT run, (extract(epoch FROM began_at) * 1000)::pg_catalog.int8 AS began FROM culvert.verify_run
                WHERE migration = ? AND publisher = ? AND ended_at IS NOT NULL ORDER BY run DESC LIMIT 1""",
                row -> new VerifyRun(row.number("run"), Instant.ofEpochMilli(row.number("began"))),
                migration,
                publisher);
    }

    /** The last part of each table that is done. */
    synchronized Map<TableId, Part> done(VerifyRun run) {
        record Found(TableId table, Part part) {}
        Map<TableId, Part> byTable = new HashMap<>();
        session.list(
                        """
                        SELECT schema_name, table_name, part, up_to, is_last, changes,
                          (pg_catalog.sum(row_count) OVER w)::pg_catalog.int8 AS rows,
                          (pg_catalog.sum(moving) OVER w)::pg_catalog.int8 AS moving
                        FROM culvert.verify_part WHERE migration = ? AND run = ?
                        WINDOW w AS (PARTITION BY schema_name, table_name ORDER BY part) ORDER BY part""",
                        row -> new Found(
                                new TableId(row.text("schema_name"), row.text("table_name")),
                                new Part(
                                        row.integer("part"),
                                        row.texts("up_to"),
                                        row.bool("is_last"),
                                        row.number("rows"),
                                        row.number("moving"),
                                        row.number("changes"))),
                        migration,
                        run.number())
                .forEach(found -> byTable.put(found.table(), found.part()));
        return byTable;
    }

    /** Writes a part with its differences, in one transaction. */
    synchronized void write(VerifyRun run, TableId table, Part part, List<Difference> differences) {
        session.transaction(() -> {
            session.update(
                    """
                    INSERT INTO culvert.verify_part
                      (migration, run, schema_name, table_name, part, up_to, is_last, row_count, moving, changes)
                    VALUES (?, ?, ?, ?, ?, ?::pg_catalog.text[], ?, ?, ?, ?)""",
                    migration,
                    run.number(),
                    table.schema(),
                    table.name(),
                    part.part(),
                    part.upTo(),
                    part.last(),
                    part.rows(),
                    part.moving(),
                    part.changes());
            for (Difference each : differences) {
                session.update(
                        """
                        INSERT INTO culvert.verify_difference (migration, run, schema_name, table_name, part, kind, key)
                        VALUES (?, ?, ?, ?, ?, ?, ?)""",
                        migration,
                        run.number(),
                        table.schema(),
                        table.name(),
                        part.part(),
                        each.kind().name(),
                        each.key());
            }
            return true;
        });
    }

    /** Forgets a table's parts, so that it is compared anew. */
    synchronized void forget(VerifyRun run, TableId table) {
        for (String each : List.of("verify_part", "verify_difference")) {
            session.update(
                    "DELETE FROM culvert." + each
                            + " WHERE migration = ? AND run = ? AND schema_name = ? AND table_name = ?",
                    migration,
                    run.number(),
                    table.schema(),
                    table.name());
        }
    }

    synchronized List<Difference> differences(VerifyRun run) {
        return session.list(
                """
                SELECT schema_name, table_name, kind, key FROM culvert.verify_difference
                WHERE migration = ? AND run = ?
                ORDER BY schema_name COLLATE "C", table_name COLLATE "C", part, key COLLATE "C\"""",
                row -> new Difference(
                        new TableId(row.text("schema_name"), row.text("table_name")),
                        Difference.Kind.valueOf(row.text("kind")),
                        row.text("key")),
                migration,
                run.number());
    }
}
