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
        return one.equals(other)
                ? List.of(finding(
                        Severity.ERROR,
                        context().target().server(),
                        "Source and target have the system identifier " + one
                                + ": they are one server, or one is a physical copy of the other.",
                        "Give the address of a server of its own, made by initdb."))
                : passed("System identifiers " + one + " and " + other + ".");
    }
}
