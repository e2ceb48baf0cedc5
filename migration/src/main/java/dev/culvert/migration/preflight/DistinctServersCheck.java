package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the two addresses lead to two servers: by what the servers call themselves, since names and ports may hide it. */
final class DistinctServersCheck extends PairCheck {
    private static final String SYSTEM =
            "SELECT c.system_identifier::pg_catalog.text AS v FROM pg_catalog.pg_control_system() AS c";

    DistinctServersCheck(PreflightContext context) {
        super("two servers", ErrorCode.MIGRATION_SAME_SERVER, context);
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        String one = source.one(SYSTEM, row -> row.text("v"));
        String other = target.one(SYSTEM, row -> row.text("v"));
        // a replication may go from one database of a server into another
        boolean same = one.equals(other)
                && (context().subject().whole() || database(source).equals(database(target)));
        return same
                ? List.of(finding(
                        Severity.ERROR,
                        context().target().server(),
                        "Source and target have the system identifier " + one
                                + ": they are one server, or one is a physical copy of the other.",
                        context().subject().whole()
                                ? "Give the address of a server of its own, made by initdb."
                                : "Give the address of another database."))
                : one.equals(other)
                        ? passed("Two databases of the server " + one + ".")
                        : passed("System identifiers " + one + " and " + other + ".");
    }

    private static String database(Session session) {
        return session.one("SELECT pg_catalog.current_database() AS v", row -> row.text("v"));
    }
}
