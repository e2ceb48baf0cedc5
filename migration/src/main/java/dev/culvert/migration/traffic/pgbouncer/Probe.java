package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.traffic.protocol.Endpoint;
import dev.culvert.migration.traffic.protocol.SimpleSession;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks through the probe databases of a node which server answers. */
final class Probe {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String QUESTION =
            "SELECT system_identifier::pg_catalog.text AS id FROM pg_catalog.pg_control_system()";

    private final Node node;
    private final Sides sides;
    private final Site.Role side;

    Probe(Node node, Sides sides, Site.Role side) {
        this.node = node;
        this.sides = sides;
        this.side = side;
    }

    List<Finding> ask() {
        String expected = sides.systemIdentifier(side);
        return node.databases().stream()
                .map(database -> ask(database, expected))
                .toList();
    }

    private Finding ask(String database, String expected) {
        String object = "database " + database + " of " + node;
        Endpoint endpoint = node.console().with(sides.user(side), sides.password(side), DatabasesFile.probe(database));
        try (SimpleSession session = SimpleSession.open(endpoint, LIMIT)) {
            List<Map<String, String>> rows = session.query(QUESTION, LIMIT);
            String answer = rows.isEmpty() ? "" : rows.get(0).get("id");
            return answer.equals(expected)
                    ? new Finding(
                            ErrorCode.POOLER_ELSEWHERE,
                            Severity.PASSED,
                            object,
                            "Through the pooler the " + side + " answers.",
                            "")
                    : new Finding(
                            ErrorCode.POOLER_ELSEWHERE,
                            Severity.ERROR,
                            object,
                            "Through the pooler another server answers at " + sides.destination(side)
                                    + ": its system identifier is " + answer + ", that of the " + side + " is "
                                    + expected + ".",
                            "Give the " + side + " a name that means the same server on the pooler's machine.");
        } catch (IOException e) {
            return new Finding(
                    ErrorCode.CHECK_UNKNOWN,
                    Severity.UNKNOWN,
                    object,
                    "Which server answers through the pooler could not be asked. " + PoolerErrors.fact(e),
                    "Let the user " + endpoint.user()
                            + " log in through the pooler (auth_file or auth_query), and see that "
                            + "the pooler's machine reaches " + sides.destination(side) + " and is let in there.");
        }
    }
}
