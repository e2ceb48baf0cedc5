package dev.culvert.migration.copy;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the target remembers of a migration's copy: which link a table belongs to, which of its parts are there, and whether its
 * indexes are. For one thread at a time, as its session is.
 */
public final class CopyRecord {
    private final Session session;
    private final String migration;

    /** @param session an ordinary one with the target */
    public CopyRecord(Session session, String migration) {
        this.session = session;
        this.migration = migration;
    }

    /**
     * A table as far as it is.
     *
     * @param link whose slot has its changes from the snapshot of its rows on
     * @param parts how many it was cut into
     * @param partsDone how many are there
     * @param rows that are there
     * @param bytes of their form on the wire
     * @param estimatedRows by the source's statistics
     * @param estimatedBytes on the source's disk
     * @param published whether the link streams its changes
     * @param binary whether every column has the same binary form on both sides
     * @param ready whether its indexes and constraints are there too
     */
    public record Entry(
            TableId table,
            String link,
            int parts,
            int partsDone,
            long rows,
            long bytes,
            long estimatedRows,
            long estimatedBytes,
            boolean published,
            boolean binary,
            boolean ready) {

        /** Whether every row of the snapshot is there, so that it keeps its link. */
        public boolean isCopied() {
            return partsDone == parts;
        }
    }

    public void prepare() {
        session.update(
                """
                CREATE SCHEMA IF NOT EXISTS culvert;
                CREATE TABLE IF NOT EXISTS culvert.copy_table (
                  migration pg_catalog.text NOT NULL,
                  schema_name pg_catalog.text NOT NULL,
                  table_name pg_catalog.text NOT NULL,
                  link pg_catalog.text NOT NULL,
                  parts pg_catalog.int4 NOT NULL,
                  estimated_rows pg_catalog.int8 NOT NULL,
                  estimated_bytes pg_catalog.int8 NOT NULL,
                  published pg_catalog.bool NOT NULL,
                  is_binary pg_catalog.bool NOT NULL,
                  ready_at pg_catalog.timestamptz,
                  PRIMARY KEY (migration, schema_name, table_name));
                CREATE TABLE IF NOT EXISTS culvert.copy_part (
                  migration pg_catalog.text NOT NULL,
                  schema_name pg_catalog.text NOT NULL,
                  table_name pg_catalog.text NOT NULL,
                  part pg_catalog.int4 NOT NULL,
                  row_count pg_catalog.int8 NOT NULL,
                  byte_count pg_catalog.int8 NOT NULL,
                  done_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                  PRIMARY KEY (migration, schema_name, table_name, part));
                CREATE TABLE IF NOT EXISTS culvert.copy_state (
                  migration pg_catalog.text PRIMARY KEY,
                  schema_ready pg_catalog.bool NOT NULL DEFAULT false,
                  all_ready pg_catalog.bool NOT NULL DEFAULT false,
                  paused pg_catalog.bool NOT NULL DEFAULT false)""");
        session.update("INSERT INTO culvert.copy_state (migration) VALUES (?) ON CONFLICT DO NOTHING", migration);
    }

    /** Every table, by name; empty before the copy began. */
    public Map<TableId, Entry> read() {
        Map<TableId, Entry> entries = new TreeMap<>();
        if (!exists()) {
            return entries;
        }
        session.list(
                        """
                        SELECT t.schema_name, t.table_name, t.link, t.parts, t.estimated_rows, t.estimated_bytes, t.published,
                          t.is_binary, t.ready_at IS NOT NULL AS ready, pg_catalog.count(p.part)::pg_catalog.int4 AS done,
                          COALESCE(pg_catalog.sum(p.row_count), 0)::pg_catalog.int8 AS copied_rows,
                          COALESCE(pg_catalog.sum(p.byte_count), 0)::pg_catalog.int8 AS copied_bytes
                        FROM culvert.copy_table AS t
                        LEFT JOIN culvert.copy_part AS p USING (migration, schema_name, table_name)
                        WHERE t.migration = ?
                        GROUP BY t.migration, t.schema_name, t.table_name""",
                        row -> new Entry(
                                new TableId(row.text("schema_name"), row.text("table_name")),
                                row.text("link"),
                                row.integer("parts"),
                                row.integer("done"),
                                row.number("copied_rows"),
                                row.number("copied_bytes"),
                                row.number("estimated_rows"),
                                row.number("estimated_bytes"),
                                row.bool("published"),
                                row.bool("is_binary"),
                                row.bool("ready")),
                        migration)
                .forEach(entry -> entries.put(entry.table(), entry));
        return entries;
    }

    private boolean exists() {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.copy_state') IS NOT NULL AS there", row -> row.bool("there"));
    }

    /** These tables start over under a link: what was noted of them is forgotten, in one transaction. */
    public void begin(String link, List<CopyTable> tables) {
        session.transaction(() -> {
            for (CopyTable table : tables) {
                forget(table.id());
                session.update(
                        """
                        INSERT INTO culvert.copy_table (migration, schema_name, table_name, link, parts, estimated_rows,
                          estimated_bytes, published, is_binary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        migration,
                        table.id().schema(),
                        table.id().name(),
                        link,
                        table.parts().size(),
                        table.estimatedRows(),
                        table.bytes(),
                        table.published(),
                        table.binary());
            }
            return true;
        });
    }

    /** What was noted of a table. */
    public void forget(TableId table) {
        for (String where : List.of("copy_part", "copy_table")) {
            session.update(
                    "DELETE FROM culvert." + where + " WHERE migration = ? AND schema_name = ? AND table_name = ?",
                    migration,
                    table.schema(),
                    table.name());
        }
    }

    /**
     * Claims a part in the transaction that copies it; the first thing in it. Waits for a transaction of an earlier attempt that is
     * still in doubt.
     *
     * @param link that the table must still belong to: a process that was stopped for a while may find it under another one
     * @return false if the part is there already: an earlier attempt was committed, though its answer was lost
     */
    boolean claim(String link, TablePart part) {
        boolean mine = session.optional(
                        """
                        SELECT true AS mine FROM culvert.copy_table
                        WHERE migration = ? AND schema_name = ? AND table_name = ? AND link = ? FOR SHARE""",
                        row -> row.bool("mine"),
                        migration,
                        part.table().id().schema(),
                        part.table().id().name(),
                        link)
                .isPresent();
        if (!mine) {
            throw CopyErrors.overtaken(link, part);
        }
        return session.update(
                        """
                        INSERT INTO culvert.copy_part (migration, schema_name, table_name, part, row_count, byte_count)
                        VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING""",
                        migration,
                        part.table().id().schema(),
                        part.table().id().name(),
                        part.number())
                == 1;
    }

    /** The last thing in it. */
    void done(TablePart part, long rows, long bytes) {
        session.update(
                """
                UPDATE culvert.copy_part SET row_count = ?, byte_count = ?, done_at = pg_catalog.clock_timestamp()
                WHERE migration = ? AND schema_name = ? AND table_name = ? AND part = ?""",
                rows,
                bytes,
                migration,
                part.table().id().schema(),
                part.table().id().name(),
                part.number());
    }

    /** Its indexes and constraints are there. */
    public void ready(TableId table) {
        session.update(
                """
                UPDATE culvert.copy_table SET ready_at = pg_catalog.clock_timestamp()
                WHERE migration = ? AND schema_name = ? AND table_name = ?""",
                migration,
                table.schema(),
                table.name());
    }

    /** Facts of the whole migration that are so for good, and one that is wanted. */
    public enum Flag {
        /** The target has the schema, as far as it is made before the rows. */
        SCHEMA_READY("schema_ready"),
        /** The target has the rest of it too. */
        ALL_READY("all_ready"),
        /** Somebody wants the copy to wait. */
        PAUSED("paused");

        private final String column;

        Flag(String column) {
            this.column = column;
        }
    }

    /** False before the copy began. */
    public boolean is(Flag flag) {
        return exists()
                && session.optional(
                                "SELECT " + flag.column + " AS is FROM culvert.copy_state WHERE migration = ?",
                                row -> row.bool("is"),
                                migration)
                        .equals(Optional.of(true));
    }

    /** Whether a copy began here whose rows, or what is made after them (foreign keys, triggers), are not all there. */
    public boolean isUnfinished() {
        return !read().isEmpty() && !is(Flag.ALL_READY);
    }

    public void set(Flag flag, boolean value) {
        session.update("UPDATE culvert.copy_state SET " + flag.column + " = ? WHERE migration = ?", value, migration);
    }
}
