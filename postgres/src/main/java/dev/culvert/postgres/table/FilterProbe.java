package dev.culvert.postgres.table;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.Recovery;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets PostgreSQL read a row filter, and tells what it made of it. Best by a publication that is rolled back, which PostgreSQL
 * checks as it would the real one; where the role does not own the table, by a check constraint on an empty temporary copy,
 * which has the same expressions but allows functions that a publication does not. For PostgreSQL 15 and later.
 */
public final class FilterProbe {

    /**
     * A filter as PostgreSQL reads it.
     *
     * @param normalised as it prints it; comparable with that of a publication
     * @param columns names of the columns in it
     * @param accepted whether a publication was tried and took it
     */
    public record Read(String normalised, List<String> columns, boolean accepted) {
        public Read {
            columns = List.copyOf(columns);
        }
    }

    private static final String FROM_PUBLICATION =
            """
            SELECT pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS expr,
                   COALESCE((SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum)
                             FROM pg_catalog.pg_attribute AS a
                             WHERE a.attrelid = r.prrelid AND EXISTS (
                                 SELECT 1 FROM pg_catalog.pg_depend AS d
                                 WHERE d.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass
                                   AND d.objid = r.oid AND d.refobjid = r.prrelid AND d.refobjsubid = a.attnum)), '{}') AS columns
            FROM pg_catalog.pg_publication_rel AS r
            JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
            WHERE p.pubname = ?""";

    private static final String FROM_CHECK =
            """
            SELECT pg_catalog.pg_get_expr(c.conbin, c.conrelid) AS expr,
                   COALESCE((SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum)
                             FROM pg_catalog.pg_attribute AS a
                             WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)), '{}') AS columns
            FROM pg_catalog.pg_constraint AS c
            WHERE c.conrelid = ('pg_temp.' || pg_catalog.quote_ident(?))::pg_catalog.regclass AND c.contype = 'c'""";

    private final Session session;

    /** @param session an ordinary session, outside a transaction */
    public FilterProbe(Session session) {
        this.session = session;
    }

    /**
     * @param filter an expression, without parentheses around it
     * @throws CulvertException {@link ErrorCode#FILTER_INVALID} if it is none, or not one that a publication takes;
     *     {@link ErrorCode#PG_PRIVILEGE} if the role may do neither
     */
    public Read read(TableId table, String filter) {
        Optional<String> problem = FilterText.problem(filter);
        if (problem.isPresent()) {
            throw invalid(table, filter, problem.get());
        }
        try {
            return byPublication(table, filter);
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw refused(table, filter, e);
            }
        }
        try {
            return byCheck(table, filter);
        } catch (CulvertException e) {
            throw refused(table, filter, e);
        }
    }

    private Read byPublication(TableId table, String filter) {
        String probe = "culvert_probe_" + UUID.randomUUID().toString().replace("-", "");
        return session.rolledBack(() -> {
            // as the publication will be: otherwise a partitioned table may have none
            session.update("CREATE PUBLICATION " + Identifier.quote(probe) + " FOR TABLE ONLY "
                    + QualifiedName.quote(table) + " WHERE (" + filter + ") WITH (publish_via_partition_root = true)");
            return session.one(FROM_PUBLICATION, row -> new Read(row.text("expr"), row.texts("columns"), true), probe);
        });
    }

    private Read byCheck(TableId table, String filter) {
        String probe = "culvert_probe";
        return session.rolledBack(() -> {
            session.update("CREATE TEMPORARY TABLE " + Identifier.quote(probe) + " (LIKE " + QualifiedName.quote(table)
                    + ", CHECK (" + filter + "))");
            return session.one(FROM_CHECK, row -> new Read(row.text("expr"), row.texts("columns"), false), probe);
        });
    }

    private static CulvertException refused(TableId table, String filter, CulvertException e) {
        String state = SqlStates.of(e);
        boolean aboutTheFilter = e.code() == ErrorCode.PG_SQL
                && (state.startsWith("42") || state.startsWith("22") || state.startsWith("0A"));
        return aboutTheFilter && e.code().recovery() == Recovery.STOP ? invalid(table, filter, e.fact()) : e;
    }

    private static CulvertException invalid(TableId table, String filter, String fact) {
        return new CulvertException(
                ErrorCode.FILTER_INVALID,
                "table " + table,
                "Its row filter is not one that PostgreSQL takes: " + filter + " - " + fact,
                Changed.NOTHING,
                "Correct where. It may use columns of the table, constants, and built-in operators and functions that are"
                        + " immutable.");
    }
}
