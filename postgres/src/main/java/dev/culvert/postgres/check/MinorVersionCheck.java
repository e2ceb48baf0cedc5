package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the minor version has defects that are known to lose changes or to let others in.
 *
 * @see <a href="https://www.postgresql.org/docs/release/">PostgreSQL's release notes</a>
 */
final class MinorVersionCheck extends ServerCheck {

    /**
     * @param fixedIn the first good minor version of each major one that has the defect
     * @param fact what it does
     */
    private record Defect(Map<Integer, Integer> fixedIn, String fact) {
        boolean isIn(ServerVersion version) {
            return version.minor() < fixedIn.getOrDefault(version.major(), 0);
        }
    }

    private static final List<Defect> DEFECTS = List.of(
            new Defect(
                    Map.of(13, 16, 14, 13, 15, 8, 16, 4),
                    "logical decoding may deliver a part of a transaction that was open when the slot was made"),
            new Defect(
                    Map.of(13, 17, 14, 14, 15, 9, 16, 5, 17, 1),
                    "the position up to which a slot keeps WAL may go backwards after a restart"),
            new Defect(
                    Map.of(13, 21, 14, 18, 15, 13, 16, 9, 17, 5),
                    "changes of a table that is added to the publication while transactions are open may be lost"),
            new Defect(
                    Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6),
                    "logical decoding may fail for want of memory when many transactions are open during DDL"),
            new Defect(
                    Map.of(16, 14, 17, 10, 18, 4),
                    "a table's name can carry SQL into ALTER SUBSCRIPTION ... REFRESH PUBLICATION (CVE-2026-6638)"));

    /** The last release of a major version that gets no more. */
    private static final Map<Integer, Integer> LAST = Map.of(13, 23);

    MinorVersionCheck(ServerContext context) {
        super("minor version", ErrorCode.PG_MINOR, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = of(session.version());
        return findings.isEmpty()
                ? passed("No defect that matters here is known of " + session.version() + ".")
                : findings;
    }

    List<Finding> of(ServerVersion version) {
        List<Finding> findings = new ArrayList<>();
        for (Defect defect : DEFECTS) {
            if (defect.isIn(version)) {
                findings.add(finding(
                        Severity.WARNING,
                        context().server(),
                        "In PostgreSQL " + version + " " + defect.fact + ".",
                        "Update the server to " + version.major() + "." + defect.fixedIn.get(version.major())
                                + " or later, best to the newest."));
            }
        }
        if (LAST.containsKey(version.major())) {
            findings.add(finding(
                    Severity.INFO,
                    context().server(),
                    "PostgreSQL " + version.major() + " is no longer maintained; " + version.major() + "."
                            + LAST.get(version.major()) + " is its last release.",
                    "Upgrade the server to a newer major version."));
        }
        return findings;
    }
}
