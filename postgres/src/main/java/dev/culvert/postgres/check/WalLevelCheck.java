package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the WAL holds what logical decoding needs. */
final class WalLevelCheck extends ServerCheck {

    WalLevelCheck(ServerContext context) {
        super("wal_level", ErrorCode.PG_WAL_LEVEL, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        String level = setting(session, "wal_level");
        return level.equals("logical")
                ? passed("wal_level is logical.")
                : found(
                        Severity.ERROR,
                        "wal_level is " + level + ", and must be logical.",
                        "ALTER SYSTEM SET wal_level = 'logical'; then restart the server.");
    }
}
