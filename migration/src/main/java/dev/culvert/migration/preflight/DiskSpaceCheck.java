package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.util.List;

/** How much room the copy needs on the target's disk. How much there is no server tells, so this is never a pass. */
final class DiskSpaceCheck extends PairCheck {
    private static final long MEBI = 1024 * 1024;

    private record Sizes(long tables, long indexes) {}

    DiskSpaceCheck(PreflightContext context) {
        super("room on the target's disk", ErrorCode.PG_DISK_FULL, context);
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        Sizes sizes = source.one(
                """
                SELECT coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::pg_catalog.int8
                    + CASE WHEN ? THEN pg_catalog.pg_total_relation_size('pg_catalog.pg_largeobject') ELSE 0 END AS tables,
                  coalesce(sum(pg_catalog.pg_indexes_size(c.oid)), 0)::pg_catalog.int8 AS indexes
                FROM pg_catalog.pg_class AS c WHERE c.oid = ANY (?::pg_catalog.text[]::pg_catalog.oid[])""",
                row -> new Sizes(row.number("tables"), row.number("indexes")),
                context().subject().whole(),
                context().tables().stream()
                        .filter(SourceTable::moved)
                        .map(table -> String.valueOf(table.relation().oid()))
                        .toList());
        long wal = megabytes(target, "max_wal_size");
        long kept = context().subject().wayBack() ? megabytes(target, "max_slot_wal_keep_size") : 0;
        return List.of(finding(
                Severity.INFO,
                "disk of " + context().target().server(),
                "PostgreSQL does not tell how much room there is. The copy needs about "
                        + Amount.bytes(sizes.tables + sizes.indexes) + ": " + Amount.bytes(sizes.tables)
                        + " of tables and " + Amount.bytes(sizes.indexes)
                        + " of indexes, as they are on the source; beside it up to max_wal_size (" + Amount.bytes(wal)
                        + ") of WAL"
                        + (kept < 0 ? ", and without a bound what the way back retains" : "")
                        + (kept > 0 ? ", and what the way back retains, up to " + Amount.bytes(kept) : "") + ".",
                "Look on the target's machine: df -h, for the data directory and each tablespace."));
    }

    private static long megabytes(Session session, String name) {
        long value = session.one(
                "SELECT s.setting::pg_catalog.int8 AS v FROM pg_catalog.pg_settings AS s WHERE s.name = ?",
                row -> row.number("v"),
                name);
        return value < 0 ? value : value * MEBI;
    }
}
