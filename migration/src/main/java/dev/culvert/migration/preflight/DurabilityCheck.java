package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.stream.Stream;

/** Whether the target keeps what it confirms: a load is faster without, and people forget. */
final class DurabilityCheck extends ServerCheck {
    DurabilityCheck(ServerContext context) {
        super("durability", ErrorCode.PG_SETTING, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = Stream.of("fsync", "full_page_writes")
                .filter(name -> setting(session, name).equals("off"))
                .flatMap(name -> found(
                        Severity.WARNING,
                        name + " is off: a crash of the machine corrupts the database.",
                        "Before the cutover: ALTER SYSTEM SET " + name + " = on; SELECT pg_reload_conf();")
                        .stream())
                .toList();
        return findings.isEmpty() ? passed("fsync and full_page_writes are on.") : findings;
    }
}
