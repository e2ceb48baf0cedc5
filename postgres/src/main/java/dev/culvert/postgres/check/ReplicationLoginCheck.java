package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.privilege.RoleInfo;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether a replication session comes about, by opening one: attributes and pg_hba.conf do not tell all of it. */
final class ReplicationLoginCheck extends ServerCheck {

    ReplicationLoginCheck(ServerContext context) {
        super("replication login", ErrorCode.PG_REPLICATION_LOGIN, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        try (Session replication = context().sessions().openReplication("doctor")) {
            ServerIdentity identity = ServerIdentity.read(replication);
            return passed("Replication sessions come about; system identifier " + identity.systemIdentifier()
                    + ", timeline " + identity.timeline() + ".");
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.PG_NO_FREE_WALSENDER) {
                return List.of(new Finding(e.code(), Severity.ERROR, context().server(), e.fact(), e.remedy()));
            }
            RoleInfo role = new Privileges(session).role();
            return found(
                    Severity.ERROR,
                    e.fact(),
                    role.replication() || role.superuser()
                            ? e.remedy()
                            : "ALTER ROLE " + Identifier.quote(role.name()) + " REPLICATION;");
        }
    }
}
