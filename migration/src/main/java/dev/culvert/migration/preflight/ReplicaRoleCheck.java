package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether Culvert may write to the closed target: its copy passes triggers by {@code session_replication_role}. */
final class ReplicaRoleCheck extends ServerCheck {
    private static final int WITH_GRANT = 15;

    ReplicaRoleCheck(ServerContext context) {
        super("session_replication_role", ErrorCode.PG_PRIVILEGE, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        try {
            session.rolledBack(() -> session.update("SET LOCAL session_replication_role = 'replica'"));
            return passed("The role may set session_replication_role.");
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.PG_PRIVILEGE) {
                throw e;
            }
            String role = Identifier.quote(new Privileges(session).role().name());
            return found(
                    Severity.ERROR,
                    "The role may not set session_replication_role: triggers and foreign keys would run during the copy.",
                    session.version().isAtLeast(WITH_GRANT)
                            ? "GRANT SET ON PARAMETER session_replication_role TO " + role + ";"
                            : "ALTER ROLE " + role + " SUPERUSER;");
        }
    }
}
