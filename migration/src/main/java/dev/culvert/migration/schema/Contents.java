package dev.culvert.migration.schema;

import dev.culvert.migration.closing.Closing;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.copy.CopyPipe;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.stream.Collectors;

/** Rows that users wrote into tables of extensions, which pg_dump counts as a part of the schema: they are copied once. */
final class Contents {
    private static final String ACTIVE = Identifier.quote("active");

    private final Session source;
    private final Session target;

    /**
     * @param source inside a transaction with the snapshot
     * @param target inside a transaction
     */
    Contents(Session source, Session target) {
        this.source = source;
        this.target = target;
    }

    /**
     * A table, and which of its rows.
     *
     * @param condition beginning with {@code WHERE}, or empty
     * @param scheduled whether its rows are jobs, which are copied as inactive: the target would run them while it is closed
     */
    record Table(TableId id, String condition, boolean scheduled) {}

    /** The tables that are there. */
    static List<Table> of(Session source) {
        return source.list(
                """
                SELECT n.nspname AS schema, c.relname AS name, coalesce(x.condition, '') AS condition,
                  e.extname = 'pg_cron' AND c.relname = 'job' AS scheduled
                FROM pg_catalog.pg_extension AS e,
                  ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) AS x (relation, condition)
                JOIN pg_catalog.pg_class AS c ON c.oid = x.relation AND c.relkind = 'r'
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                ORDER BY 1, 2""",
                row -> new Table(
                        new TableId(row.text("schema"), row.text("name")),
                        row.text("condition"),
                        row.bool("scheduled")));
    }

    /** How many rows were copied. */
    long copy(Table table) {
        String name = QualifiedName.quote(table.id);
        List<String> columns = source.list(
                """
                SELECT attname FROM pg_catalog.pg_attribute
                WHERE attrelid = ?::pg_catalog.regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                ORDER BY attnum""",
                row -> Identifier.quote(row.text("attname")),
                name);
        String list = columns.stream()
                .map(column -> table.scheduled && column.equals(ACTIVE) ? "false" : column)
                .collect(Collectors.joining(", "));
        // closed tables let it pass, and foreign keys of others wait
        Closing.writePast(target, true);
        return new CopyPipe(source, target)
                .run(
                        "COPY (SELECT " + list + " FROM ONLY " + name + " " + table.condition + ") TO STDOUT",
                        "COPY " + name
                                + (columns.isEmpty()
                                        ? ""
                                        : columns.stream().collect(Collectors.joining(", ", " (", ")")))
                                + " FROM STDIN",
                        (rows, bytes) -> {})
                .written();
    }
}
