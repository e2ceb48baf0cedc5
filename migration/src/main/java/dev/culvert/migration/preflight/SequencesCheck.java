package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sequences that are nearly used up, or that are behind the rows they number. */
final class SequencesCheck extends TablesOfSourceCheck {
    private static final int FULL_PERCENT = 90;

    private static final String NEARLY_USED_UP =
            """
            SELECT s.schemaname, s.sequencename, s.last_value,
                   CASE WHEN s.increment_by > 0 THEN s.max_value ELSE s.min_value END AS bound
            FROM pg_catalog.pg_sequences AS s
            WHERE NOT s.cycle AND s.last_value IS NOT NULL AND s.schemaname <> 'culvert'
              AND s.last_value::pg_catalog.numeric * 100
                  / CASE WHEN s.increment_by > 0 THEN s.max_value ELSE s.min_value END >= ?
            ORDER BY 1, 2""";

    /** Only columns with an index of their own are asked for their largest value: the others would be read whole. */
    private static final String OWNED =
            """
            SELECT n.nspname, c.relname, a.attname, sn.nspname AS sequence_schema, s.relname AS sequence
            FROM pg_catalog.pg_depend AS d
            JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.relnamespace
            JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = s.oid AND q.seqincrement > 0
            JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
              AND a.atttypid IN ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype,
                                 'pg_catalog.int8'::pg_catalog.regtype)
              AND EXISTS (SELECT FROM pg_catalog.pg_index AS i
                          WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL)""";

    private record Owned(TableId table, String column, TableId sequence) {}

    SequencesCheck(PreflightContext context) {
        super("sequences", ErrorCode.SEQUENCE_RANGE, context, "None is nearly used up or behind its rows.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        List<Finding> findings = new ArrayList<>(session.list(
                NEARLY_USED_UP,
                row -> finding(
                        Severity.WARNING,
                        "sequence " + row.text("schemaname") + "." + row.text("sequencename"),
                        "It is at " + row.number("last_value") + " of " + row.number("bound")
                                + "; the cutover leaves out some more values.",
                        "Make room before: ALTER SEQUENCE ... AS bigint, with the columns that take its values."),
                FULL_PERCENT));
        session
                .list(
                        OWNED,
                        row -> new Owned(
                                new TableId(row.text("nspname"), row.text("relname")),
                                row.text("attname"),
                                new TableId(row.text("sequence_schema"), row.text("sequence"))))
                .stream()
                .filter(owned -> subject().tables().test(owned.table))
                .forEach(owned -> behind(session, owned).ifPresent(findings::add));
        return findings;
    }

    private Optional<Finding> behind(Session session, Owned owned) {
        String column = Identifier.quote(owned.column);
        String sequence = QualifiedName.quote(owned.sequence);
        return session.optional(
                "SELECT t.largest, s.last_value FROM (SELECT pg_catalog.max(" + column + ") AS largest FROM "
                        + QualifiedName.quote(owned.table) + ") AS t CROSS JOIN " + sequence
                        + " AS s WHERE t.largest > s.last_value",
                row -> finding(
                        Severity.WARNING,
                        "sequence " + owned.sequence,
                        "It is at " + row.number("last_value") + ", and " + owned.table + "." + owned.column
                                + " goes further: inserts collide already.",
                        "SELECT pg_catalog.setval(" + Literal.quote(sequence) + ", (SELECT pg_catalog.max(" + column
                                + ") FROM " + QualifiedName.quote(owned.table) + "));"));
    }
}
