package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** By what the definition said the rows of each table were made, in a table beside them; written in the transaction that brings them. For one thread. */
final class SinkEntries {
    private final Session session;
    private final String sink;
    private final Map<TableId, String> entries = new HashMap<>();

    private SinkEntries(Session session, String sink) {
        this.session = session;
        this.sink = sink;
    }

    /** What is kept under the name; the table is made where it is missing. */
    static SinkEntries open(Session session, String sink) {
        SinkEntries kept = new SinkEntries(session, sink);
        if (!isThere(session)) {
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS culvert.sink_entry (
                        sink pg_catalog.text, schema_name pg_catalog.text, table_name pg_catalog.text,
                        entry pg_catalog.text NOT NULL,
                        PRIMARY KEY (sink, schema_name, table_name))""");
        }
        session.list(
                        "SELECT schema_name, table_name, entry FROM culvert.sink_entry WHERE sink = ?",
                        row -> Map.entry(
                                new TableId(row.text("schema_name"), row.text("table_name")), row.text("entry")),
                        sink)
                .forEach(each -> kept.entries.put(each.getKey(), each.getValue()));
        return kept;
    }

    private static boolean isThere(Session session) {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.sink_entry') IS NOT NULL AS there", row -> row.bool("there"));
    }

    Optional<String> of(TableId table) {
        return Optional.ofNullable(entries.get(table));
    }

    /** In the transaction that is open. */
    void write(TableId table, String entry) {
        entries.put(table, entry);
        session.update(
                """
                INSERT INTO culvert.sink_entry (sink, schema_name, table_name, entry) VALUES (?, ?, ?, ?)
                ON CONFLICT (sink, schema_name, table_name) DO UPDATE SET entry = EXCLUDED.entry""",
                sink,
                table.schema(),
                table.name(),
                entry);
    }
}
