package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether a slot that nobody reads can fill the server's disk. */
final class WalProtectionCheck extends SourceCheck {
    private static final long MEBI = 1024 * 1024;

    WalProtectionCheck(CheckContext context) {
        super("max_slot_wal_keep_size", ErrorCode.WAL_UNPROTECTED, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        long megabytes = numericSetting(session, "max_slot_wal_keep_size");
        String value = setting(session, "max_slot_wal_keep_size");
        long alert = context().source().slot().maxRetainedWal();
        if (megabytes < 0) {
            return found(
                    Severity.WARNING,
                    "max_slot_wal_keep_size is -1: nothing bounds the WAL that the slot retains. maxRetainedWal only"
                            + " alerts, and only while Culvert runs; when it does not, nothing else protects the disk.",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '" + 2 * Math.max(1, alert / MEBI)
                            + "MB'; SELECT pg_reload_conf();");
        }
        if (megabytes * MEBI < alert) {
            return found(
                    Severity.WARNING,
                    "max_slot_wal_keep_size is " + value + ", less than maxRetainedWal (" + alert / MEBI
                            + "MB): the slot is lost before the alert comes.",
                    "Lower maxRetainedWal, or: ALTER SYSTEM SET max_slot_wal_keep_size = '" + 2 * (alert / MEBI)
                            + "MB'; SELECT pg_reload_conf();");
        }
        return passed("max_slot_wal_keep_size is " + value + ".");
    }
}
