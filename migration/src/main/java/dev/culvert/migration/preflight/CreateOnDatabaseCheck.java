package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether Culvert may keep its own things in a database: a schema, and on the publisher a publication. */
final class CreateOnDatabaseCheck extends ServerCheck {
    CreateOnDatabaseCheck(ServerContext context) {
        super("CREATE on the database", ErrorCode.PG_PRIVILEGE, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        record Held(boolean create, String database) {}
        Held held = session.one(
                """
                SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS create,
                       pg_catalog.current_database() AS database""",
                row -> new Held(row.bool("create"), row.text("database")));
        return held.create
                ? passed("The role may make a schema and a publication.")
                : found(
                        Severity.ERROR,
                        "The role may make neither a schema nor a publication in database " + held.database + ".",
                        "GRANT CREATE ON DATABASE " + Identifier.quote(held.database) + " TO "
                                + Identifier.quote(
                                        new Privileges(session).role().name()) + ";");
    }
}
