package dev.culvert.migration.traffic;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Clients that come to the open side past the poolers: nothing holds them during a cutover, which ends them where they are in its way,
 * and nobody tells them where to go afterwards.
 */
public final class DirectClients {
    private static final int SHOWN = 5;

    private DirectClients() {}

    private record Client(int pid, String user, String application, ClientAddress from) {
        String described() {
            return user + " from " + (from.equals(ClientAddress.SOCKET) ? "a local socket" : from.host()) + ", \""
                    + application + "\"";
        }
    }

    /**
     * One finding: passed, or a warning with what was seen.
     *
     * @param open a session with the side that clients write to
     * @throws dev.culvert.schemas.error.CulvertException if the server or a pooler does not answer
     */
    public static Finding look(Session open, Traffic traffic) {
        // looked at before and after, so that what came or went meanwhile is nobody's
        List<Client> before = clients(open);
        Optional<Set<ClientAddress>> through = traffic.connections();
        if (through.isEmpty()) {
            return finding(
                    Severity.PASSED, "Not all traffic is held by poolers, so clients may come by other ways.", "");
        }
        Set<Integer> still = clients(open).stream().map(Client::pid).collect(Collectors.toSet());
        List<Client> there =
                before.stream().filter(client -> still.contains(client.pid)).toList();
        List<Client> direct = there.stream()
                .filter(client -> !through.get().contains(client.from))
                .toList();
        if (direct.isEmpty()) {
            return finding(Severity.PASSED, there.size() + " sessions, all of them the poolers'.", "");
        }
        boolean known = !through.get().isEmpty() && direct.size() == there.size();
        return finding(
                Severity.WARNING,
                described(direct) + (direct.size() == 1 ? " comes" : " come") + " past the poolers."
                        + (known
                                ? " No session comes from where the poolers say that theirs do: if addresses are translated"
                                        + " in between, these may be theirs."
                                : ""),
                "Let them come through a pooler, or stop them before the cutover: it ends those in its way (57P01), and"
                        + " refuses their writes afterwards (25006).");
    }

    private static String described(List<Client> clients) {
        Map<String, Integer> counts = new TreeMap<>();
        clients.forEach(client -> counts.merge(client.described(), 1, Integer::sum));
        List<String> shown = new ArrayList<>();
        counts.forEach((text, count) -> shown.add(count == 1 ? text : count + " times " + text));
        return shown.stream().limit(SHOWN).collect(Collectors.joining("; "))
                + (shown.size() > SHOWN ? " and " + (shown.size() - SHOWN) + " more" : "");
    }

    /** Of the applications, as far as the role sees them. */
    private static List<Client> clients(Session session) {
        return session.list(
                """
                SELECT a.pid, coalesce(a.usename, '')::pg_catalog.text AS usename, coalesce(a.application_name, '') AS app,
                  coalesce(pg_catalog.host(a.client_addr), 'unix') AS host, coalesce(a.client_port, -1) AS port
                FROM pg_catalog.pg_stat_activity AS a
                WHERE a.datname = pg_catalog.current_database() AND a.backend_type = 'client backend'
                  AND a.application_name NOT LIKE 'culvert/%'""",
                row -> new Client(
                        row.integer("pid"),
                        row.text("usename"),
                        row.text("app"),
                        // one that has no address comes by a socket
                        row.text("host").equals(ClientAddress.LOCAL)
                                ? ClientAddress.SOCKET
                                : new ClientAddress(row.text("host"), row.integer("port"))));
    }

    private static Finding finding(Severity severity, String fact, String remedy) {
        return new Finding(ErrorCode.POOLER_BYPASSED, severity, "clients past the poolers", fact, remedy);
    }
}
