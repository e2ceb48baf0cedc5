package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Other migrations that have a database, or had it and have closed it. Two of them would open and close the same tables, each for
 * reasons of its own.
 */
final class OtherMigrationsCheck extends ServerCheck {
    private final Subject subject;
    private final Site.Role role;

    /** @param role of the server in this migration */
    OtherMigrationsCheck(ServerContext context, Subject subject, Site.Role role) {
        super("other migrations", ErrorCode.MIGRATION_OTHER, context);
        this.subject = subject;
        this.role = role;
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = new ArrayList<>(live(session));
        new Decisions(session, subject.name(), role)
                .closedByAnother()
                .ifPresent(other -> findings.add(finding(
                        Severity.ERROR,
                        "migration " + other,
                        "It has closed this database, which was its source.",
                        "If it is over and this database shall be used again: docs/upgrading.md, \"Opening a side by"
                                + " hand\"; then DELETE FROM culvert.fence WHERE migration = '" + other + "';")));
        return findings.isEmpty() ? passed("The database is in no other one.") : findings;
    }

    /** Of those that this database is the target of; replications have their records in the same place. */
    private List<Finding> live(Session session) {
        boolean known = session.one(
                "SELECT pg_catalog.to_regclass('culvert.migration') IS NOT NULL AS known", row -> row.bool("known"));
        if (!known) {
            return List.of();
        }
        return session.list(
                """
                SELECT name, mark FROM culvert.migration
                WHERE mark NOT IN ('FINISHED', 'CANCELLED', 'REPLICATING') AND NOT (name = ? AND ?) ORDER BY name""",
                row -> finding(
                        Severity.ERROR,
                        "migration " + row.text("name"),
                        "This database is its target, and it is not over: it is marked " + row.text("mark") + ".",
                        "culvert migrate finish FILE, or cancel FILE, of that one first."),
                subject.name(),
                role == Site.Role.TARGET);
    }
}
