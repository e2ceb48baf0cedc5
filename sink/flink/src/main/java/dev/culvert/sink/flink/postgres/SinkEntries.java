package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.transform.AppliedEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** By what the definition said the rows of each table were made, in a table beside them; written in the transaction that brings them. For one thread. */
final class SinkEntries {
    private static final String NONE = "0";

    private final Session session;
    private final String sink;
    private final Map<TableId, String> entries = new HashMap<>();

    /** @param relation oid of the table that has the rows; 0 if none has */
    private record Kept(TableId table, String entry, String relation) {}

    private SinkEntries(Session session, String sink) {
        this.session = session;
        this.sink = sink;
    }

    /** What is kept under the name; the table is made where it is missing. */
    static SinkEntries open(Session session, PostgresTarget target) {
        String sink = target.name();
        SinkEntries kept = new SinkEntries(session, sink);
        if (!isThere(session)) {
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS culvert.sink_entry (
                        sink pg_catalog.text, schema_name pg_catalog.text, table_name pg_catalog.text,
                        entry pg_catalog.text NOT NULL, relation pg_catalog.oid,
                        PRIMARY KEY (sink, schema_name, table_name))""");
        }
        session.list(
                        "SELECT schema_name, table_name, entry, COALESCE(relation, 0)::pg_catalog.text AS relation"
                                + " FROM culvert.sink_entry"
                                + " WHERE sink = ?",
                        row -> new Kept(
                                new TableId(row.text("schema_name"), row.text("table_name")),
                                row.text("entry"),
                                row.text("relation")),
                        sink)
                .forEach(each -> kept.entries.put(
                        each.table(), kept.here(each.entry(), each.relation(), target.target(each.table()))));
        return kept;
    }

    private static boolean isThere(Session session) {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.sink_entry') IS NOT NULL AS there", row -> row.bool("there"));
    }

    Optional<String> of(TableId table) {
        return Optional.ofNullable(entries.get(table));
    }

    /** If a table is the one that has the rows, whatever its name was, they are there. */
    private String here(String entry, String relation, TableId target) {
        return !relation.equals(NONE) && relation.equals(relation(target))
                ? AppliedEntry.read(entry).into(target).json()
                : entry;
    }

    /** Its oid; 0 if it is not there. */
    private String relation(TableId target) {
        return session.one(
                "SELECT COALESCE(pg_catalog.to_regclass(?)::pg_catalog.oid, 0)::pg_catalog.text AS relation",
                row -> row.text("relation"),
                Identifier.quote(target.schema()) + "." + Identifier.quote(target.name()));
    }

    /** In the transaction that is open. @param target its table; none if it is left out */
    void write(TableId table, String entry, Optional<TableId> target) {
        entries.put(table, entry);
        session.update(
                """
                INSERT INTO culvert.sink_entry (sink, schema_name, table_name, entry, relation)
                VALUES (?, ?, ?, ?, ?::pg_catalog.oid)
                ON CONFLICT (sink, schema_name, table_name)
                DO UPDATE SET entry = EXCLUDED.entry, relation = EXCLUDED.relation""",
                sink,
                table.schema(),
                table.name(),
                entry,
                target.map(this::relation).orElse(NONE));
    }
}
