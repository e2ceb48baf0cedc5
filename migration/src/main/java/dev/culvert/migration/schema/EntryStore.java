package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What is still to be made after the rows, in the table {@code culvert.schema_entry} of the target: a start that is repeated by
 * another process finds it there. For one thread at a time, as its session is.
 */
final class EntryStore {
    /** Of entries that are not pg_dump's: a table whose rows no stream carries. */
    static final String CONTENTS = "CONTENTS";

    private final Session session;
    private final String migration;

    EntryStore(Session session, String migration) {
        this.session = session;
        this.migration = migration;
    }

    /** One that is kept. {@code table} is set if it may be made as soon as that table has its rows. */
    record Stored(
            long position,
            String kind,
            String object,
            String statements,
            String tablespace,
            String accessMethod,
            Optional<TableId> table) {}

    /** Makes the table, where it is not there. */
    void prepare() {
        session.update(
                """
                CREATE SCHEMA IF NOT EXISTS culvert;
                CREATE TABLE IF NOT EXISTS culvert.schema_entry (
                  migration pg_catalog.text NOT NULL,
                  position pg_catalog.int8 NOT NULL,
                  kind pg_catalog.text NOT NULL,
                  object pg_catalog.text NOT NULL,
                  statements pg_catalog.text NOT NULL,
                  tablespace pg_catalog.text NOT NULL,
                  access_method pg_catalog.text NOT NULL,
                  table_schema pg_catalog.text,
                  table_name pg_catalog.text,
                  done_at pg_catalog.timestamptz,
                  PRIMARY KEY (migration, position))""");
    }

    /** Whether the entries of before the rows are made, which are in one transaction with the first that is kept. */
    boolean isFilled() {
        return session.one(
                        "SELECT pg_catalog.to_regclass('culvert.schema_entry') IS NOT NULL AS there",
                        row -> row.bool("there"))
                && session.one(
                        "SELECT EXISTS (SELECT FROM culvert.schema_entry WHERE migration = ?) AS there",
                        row -> row.bool("there"),
                        migration);
    }

    void add(List<Stored> entries) {
        for (Stored entry : entries) {
            session.update(
                    "INSERT INTO culvert.schema_entry VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), NULL)",
                    migration,
                    entry.position(),
                    entry.kind(),
                    entry.object(),
                    entry.statements(),
                    entry.tablespace(),
                    entry.accessMethod(),
                    entry.table().map(TableId::schema).orElse(""),
                    entry.table().map(TableId::name).orElse(""));
        }
    }

    /** Those that are not made yet, in pg_dump's order. */
    List<Stored> open() {
        return open("", migration);
    }

    /** Those of one table that are not made yet, in pg_dump's order. */
    List<Stored> open(TableId table) {
        return open(" AND table_schema = ? AND table_name = ?", migration, table.schema(), table.name());
    }

    private List<Stored> open(String condition, Object... parameters) {
        return session.list(
                """
                SELECT position, kind, object, statements, tablespace, access_method, table_schema, table_name
                FROM culvert.schema_entry WHERE migration = ? AND done_at IS NULL%s ORDER BY position"""
                        .formatted(condition),
                EntryStore::read,
                parameters);
    }

    private static Stored read(Row row) throws SQLException {
        Optional<String> table = row.optionalText("table_name");
        return new Stored(
                row.number("position"),
                row.text("kind"),
                row.text("object"),
                row.text("statements"),
                row.text("tablespace"),
                row.text("access_method"),
                table.isPresent() ? Optional.of(new TableId(row.text("table_schema"), table.get())) : Optional.empty());
    }

    void done(Stored entry) {
        session.update(
                "UPDATE culvert.schema_entry SET done_at = pg_catalog.clock_timestamp() WHERE migration = ? AND position = ?",
                migration,
                entry.position());
    }
}
