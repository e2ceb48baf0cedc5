package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tables that are found by their whole row: slow on the target, and impossible for types without equality. */
final class FullIdentityCheck extends TablesOfSourceCheck {
    /** As PostgreSQL looks for equality: a default operator class of btree or hash, of the type or of one that it is stored as. */
    private static final String WITHOUT_EQUALITY =
            """
            SELECT a.attrelid::pg_catalog.int8 AS oid, pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum) AS columns
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relreplident = 'f'
            JOIN pg_catalog.pg_type AS d ON d.oid = a.atttypid
            JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
            WHERE a.attnum > 0 AND NOT a.attisdropped AND t.typtype = 'b' AND t.typcategory <> 'A'
              AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_opclass AS o JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod
                WHERE o.opcdefault AND m.amname IN ('btree', 'hash') AND (o.opcintype = t.oid OR EXISTS (
                  SELECT FROM pg_catalog.pg_cast AS k
                  WHERE k.castsource = t.oid AND k.casttarget = o.opcintype AND k.castmethod = 'b' AND k.castcontext = 'i')))
            GROUP BY a.attrelid""";

    private record Lacking(long oid, List<String> columns) {}

    FullIdentityCheck(PreflightContext context) {
        super(
                "REPLICA IDENTITY FULL",
                ErrorCode.TABLE_FULL_IDENTITY,
                context,
                "No table without a primary key is found by its whole row.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        Map<Long, List<String>> lacking =
                session.list(WITHOUT_EQUALITY, row -> new Lacking(row.number("oid"), row.texts("columns"))).stream()
                        .collect(Collectors.toMap(Lacking::oid, Lacking::columns));
        List<Finding> findings = new ArrayList<>();
        for (SourceTable table : tables) {
            boolean whole = table.identity().setting() == ReplicaIdentity.FULL
                    && table.identity().primaryKey().isEmpty();
            if (table.streams() && whole) {
                findings.add(finding(table, lacking.get(table.relation().oid())));
            }
        }
        return findings;
    }

    private Finding finding(SourceTable table, List<String> columns) {
        if (columns != null) {
            return finding(
                    Severity.ERROR,
                    table.object(),
                    "It is REPLICA IDENTITY FULL without a primary key, and the types of " + Names.of(columns)
                            + " cannot be compared: the target could apply no UPDATE or DELETE of it.",
                    "Give it a primary key.");
        }
        return finding(
                Severity.WARNING,
                table.object(),
                "It is REPLICA IDENTITY FULL without a primary key, about "
                        + (table.relation().estimatedRows().isPresent()
                                ? table.relation().estimatedRows().getAsLong()
                                : "an unknown number of")
                        + " rows: each changed row is searched in the whole table, up to PostgreSQL 15 without any"
                        + " index.",
                "Give it a primary key, or make sure that it is seldom updated.");
    }
}
