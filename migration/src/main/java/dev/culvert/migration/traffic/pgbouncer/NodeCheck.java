package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.traffic.Destination;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Whether one node can take part in a cutover. */
final class NodeCheck {
    /** What a client may have waited for already when it is held. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Node node;
    private final Destination open;
    private final Destination next;
    private final Duration longestPause;
    private final List<Finding> findings = new ArrayList<>();

    NodeCheck(Node node, Destination open, Destination next, Duration longestPause) {
        this.node = node;
        this.open = open;
        this.next = next;
        this.longestPause = longestPause;
    }

    List<Finding> run() {
        try {
            Map<String, ShownDatabase> shown = node.shown();
            Map<String, String> settings = node.settings();
            admin(settings);
            for (String database : node.databases()) {
                database(database, shown.get(database), settings.getOrDefault("pool_mode", ""));
            }
            users();
            waits(settings);
            findings.addAll(new FileCheck(node, shown).run());
        } catch (IOException e) {
            ErrorCode code = PoolerErrors.isRefusal(e) ? ErrorCode.POOLER_AUTH : ErrorCode.POOLER_UNREACHABLE;
            error(code, node.toString(), PoolerErrors.fact(e), PoolerErrors.remedy(code, node));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(
                    ErrorCode.POOLER_UNREACHABLE,
                    Severity.PASSED,
                    node.toString(),
                    "It is in transaction mode, lets its clients through to " + open + ", and can be moved to " + next
                            + ".",
                    ""));
        }
        return List.copyOf(findings);
    }

    private void admin(Map<String, String> settings) {
        String admins = settings.getOrDefault("admin_users", "");
        boolean named = Arrays.stream(admins.split("[,\\s]+"))
                .anyMatch(each -> each.equals(node.console().user()));
        // the user pgbouncer is one by itself on a unix socket
        if (!named && !node.console().user().equals("pgbouncer")) {
            error(
                    ErrorCode.POOLER_AUTH,
                    node.toString(),
                    "The user " + node.console().user() + " may look but not change: admin_users is \"" + admins
                            + "\".",
                    PoolerErrors.remedy(ErrorCode.POOLER_AUTH, node));
        }
    }

    private void database(String name, ShownDatabase shown, String poolerMode) {
        String object = "database " + name + " of " + node;
        if (shown == null) {
            error(
                    ErrorCode.POOLER_FILE,
                    object,
                    "The pooler has no entry of this name.",
                    "Give it one of its own under [databases], also where \"*\" serves it: " + name + " = host="
                            + open.host() + " port=" + open.port());
            return;
        }
        mode(object, shown.mode().isEmpty() ? poolerMode : shown.mode());
        if (shown.paused()) {
            error(
                    ErrorCode.POOLER_PAUSED,
                    object,
                    "It is paused already, and Culvert would end somebody else's pause.",
                    "When whoever paused it is done, in the console: RESUME " + name);
        }
        if (!leads(shown, open)) {
            error(
                    ErrorCode.POOLER_ELSEWHERE,
                    object,
                    "It leads to " + shown.place() + ", and the side that is open is " + open + ".",
                    "Correct the entry in " + node.fileName()
                            + ", or the address in the definition, or take the name out of databases.");
        }
    }

    private void mode(String object, String mode) {
        if (mode.equals("session")) {
            error(
                    ErrorCode.POOLER_MODE,
                    object,
                    "Its pool_mode is session: a client keeps its server until it disconnects, so that a pause may never be had.",
                    "Set pool_mode = transaction for it, if the applications can live with that; or use hooks instead of this pooler.");
        }
    }

    private void users() throws IOException {
        for (Map<String, String> user : node.run("SHOW USERS")) {
            mode("user " + user.get("name") + " of " + node, user.getOrDefault("pool_mode", ""));
        }
    }

    /** PgBouncer's times are in seconds, since 1.20 with fractions. */
    private void waits(Map<String, String> settings) {
        Duration needed = longestPause.plus(MARGIN);
        double queryWait = seconds(settings, "query_wait_timeout");
        if (queryWait > 0 && queryWait < needed.toMillis() / 1000.0) {
            error(
                    ErrorCode.POOLER_TIMEOUTS,
                    node.toString(),
                    "query_wait_timeout is " + settings.get("query_wait_timeout") + " s: clients that are held for "
                            + longestPause.toSeconds() + " s would be disconnected.",
                    "Set query_wait_timeout = " + Math.max(120, needed.toSeconds()) + ", and RELOAD.");
        }
        double retry = seconds(settings, "server_login_retry");
        if (retry > longestPause.toMillis() / 1000.0) {
            findings.add(new Finding(
                    ErrorCode.POOLER_TIMEOUTS,
                    Severity.INFO,
                    node.toString(),
                    "server_login_retry is " + settings.get("server_login_retry")
                            + " s: Culvert sets it to 0 for about a second when it lets clients go, so that none waits for so long.",
                    ""));
        }
    }

    private static double seconds(Map<String, String> settings, String name) {
        String text = settings.getOrDefault(name, "0");
        return text.matches("\\d+(\\.\\d+)?") ? Double.parseDouble(text) : 0;
    }

    /** By name, or by what the names mean on this machine. */
    private static boolean leads(ShownDatabase shown, Destination to) {
        if (shown.leads(to)) {
            return true;
        }
        if (!shown.port().equals(Integer.toString(to.port()))
                || !shown.database().equals(to.database())) {
            return false;
        }
        try {
            List<InetAddress> wanted = List.of(InetAddress.getAllByName(to.host()));
            return Arrays.stream(InetAddress.getAllByName(shown.host())).anyMatch(wanted::contains);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void error(ErrorCode code, String object, String fact, String remedy) {
        findings.add(new Finding(code, Severity.ERROR, object, fact, remedy));
    }
}
