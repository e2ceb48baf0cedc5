package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the server notices a dead reader, and does not take a slow one for dead. */
final class WalSenderTimeoutCheck extends ServerCheck {
    private static final long LEAST_MILLIS = 10_000;

    WalSenderTimeoutCheck(ServerContext context) {
        super("wal_sender_timeout", ErrorCode.PG_SETTING, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        long millis = numericSetting(session, "wal_sender_timeout");
        String value = setting(session, "wal_sender_timeout");
        String mend = "ALTER SYSTEM SET wal_sender_timeout = '60s'; SELECT pg_reload_conf();";
        if (millis == 0) {
            return found(
                    Severity.WARNING,
                    "wal_sender_timeout is 0: after a broken connection the slot stays in use for as long as the"
                            + " operating system keeps it open.",
                    mend);
        }
        if (millis < LEAST_MILLIS) {
            return found(
                    Severity.WARNING,
                    "wal_sender_timeout is " + value
                            + ": a pause of the reader, such as a slow broker, ends the stream.",
                    mend);
        }
        return passed("wal_sender_timeout is " + value + ".");
    }
}
