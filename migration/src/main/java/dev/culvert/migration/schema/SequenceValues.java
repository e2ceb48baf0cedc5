package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;

/** Sequences get the value that the source has now; the cutover sets them once more, beyond what was issued since. */
final class SequenceValues {
    private static final int BATCH = 500;

    private SequenceValues() {}

    /** Sets every sequence of the target that the source has, but those of extensions. */
    static void copy(Session source, Session target) {
        List<String> names = source.list(
                """
                SELECT n.nspname AS schema, c.relname AS name
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'culvert')
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
                ORDER BY 1, 2""",
                row -> QualifiedName.of(row.text("schema"), row.text("name")).sql());
        for (int i = 0; i < names.size(); i += BATCH) {
            List<String> values = source.list(
                    names.subList(i, Math.min(names.size(), i + BATCH)).stream()
                            .map(name ->
                                    "SELECT " + Literal.quote(name) + " AS name, last_value, is_called FROM " + name)
                            .collect(Collectors.joining(" UNION ALL ")),
                    row -> "pg_catalog.setval(" + Literal.quote(row.text("name")) + ", " + row.number("last_value")
                            + ", " + row.bool("is_called") + ")");
            // a list of targets may not be longer than 1664
            target.list("SELECT " + String.join(", ", values), row -> true);
        }
    }
}
