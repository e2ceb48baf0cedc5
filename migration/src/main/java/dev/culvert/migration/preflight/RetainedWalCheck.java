package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the source's WAL outlives a copy, and whether it can fill the disk. */
final class RetainedWalCheck extends ServerCheck {
    private static final long MEBI = 1024 * 1024;

    RetainedWalCheck(ServerContext context) {
        super("max_slot_wal_keep_size", ErrorCode.WAL_UNPROTECTED, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        long megabytes = numericSetting(session, "max_slot_wal_keep_size");
        long size = session.one(
                "SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS v", row -> row.number("v"));
        if (megabytes < 0) {
            return found(
                    Severity.WARNING,
                    "max_slot_wal_keep_size is -1: while tables are copied, and while the other server is away, the slot"
                            + " keeps WAL without a bound, until the disk is full.",
                    "Watch the disk; or: ALTER SYSTEM SET max_slot_wal_keep_size = '" + Math.max(1024, 2 * size / MEBI)
                            + "MB'; SELECT pg_reload_conf();");
        }
        if (megabytes * MEBI < size) {
            return found(
                    Severity.WARNING,
                    "max_slot_wal_keep_size is " + megabytes + "MB, and the database has " + size / MEBI
                            + "MB: if more WAL than that is written during the copy, the slot is lost and the copy begins"
                            + " anew.",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '" + 2 * size / MEBI + "MB'; SELECT pg_reload_conf();");
        }
        return passed("max_slot_wal_keep_size is " + megabytes + "MB.");
    }
}
