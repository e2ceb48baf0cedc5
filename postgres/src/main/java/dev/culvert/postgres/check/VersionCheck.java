package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether Culvert is made for this major version. */
final class VersionCheck extends ServerCheck {

    VersionCheck(ServerContext context) {
        super("version", ErrorCode.PG_VERSION, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        ServerVersion version = session.version();
        String supported = ServerVersion.OLDEST_MAJOR + " to " + ServerVersion.NEWEST_MAJOR;
        if (version.major() < ServerVersion.OLDEST_MAJOR) {
            return found(
                    Severity.ERROR,
                    "The server is PostgreSQL " + version + "; Culvert supports " + supported + ".",
                    "Upgrade the server.");
        }
        if (version.major() > ServerVersion.NEWEST_MAJOR) {
            return found(
                    Severity.WARNING,
                    "The server is PostgreSQL " + version + ", with which this Culvert was never tested (" + supported
                            + ").",
                    "Use a newer Culvert.");
        }
        return passed("PostgreSQL " + version + ".");
    }
}
