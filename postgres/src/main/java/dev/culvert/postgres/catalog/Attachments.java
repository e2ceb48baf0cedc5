package dev.culvert.postgres.catalog;

import dev.culvert.postgres.connection.Session;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * When each partition was attached to its parent: by {@code xmin} of its row in {@code pg_inherits}, which is another one for a
 * partition that was detached and attached again.
 */
public final class Attachments {
    private final Map<Long, String> marks;

    private record Attachment(long partition, String mark) {}

    private Attachments(List<Attachment> attachments) {
        marks = attachments.stream().collect(Collectors.toMap(Attachment::partition, Attachment::mark, (a, b) -> a));
    }

    /** Those of the whole database. */
    public static Attachments read(Session session) {
        return new Attachments(session.list(
                """
                SELECT i.inhrelid::pg_catalog.int8 AS oid, i.xmin::pg_catalog.text AS mark FROM pg_catalog.pg_inherits AS i
                JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition""",
                row -> new Attachment(row.number("oid"), row.text("mark"))));
    }

    /** A mark of the partition with this oid; 0 if it is none. */
    public String mark(long partition) {
        return marks.getOrDefault(partition, "0");
    }
}
