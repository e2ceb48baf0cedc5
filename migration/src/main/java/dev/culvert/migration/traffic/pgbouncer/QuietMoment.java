package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.traffic.protocol.SimpleSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A moment in which a database may be paused without a client's noticing. PAUSE ends connections to the server that are being
 * begun, and PgBouncer takes these for failed logins. A pool whose last login failed and that has no connection refuses whoever
 * comes next, "server login has been failing" (08P01), instead of letting him wait: so would everyone be who comes between
 * RESUME and the first login after it.
 *
 * <p>Source: {@code per_loop_pause}, {@code disconnect_server} and {@code check_fast_fail} of PgBouncer 1.18 to 1.24.
 */
final class QuietMoment {
    /** For a moment in which no login is under way and none is about to begin. */
    private static final Duration FOR_NOBODY_WAITING = Duration.ofMillis(50);
    /** For one in which none is under way; in a pool that is full clients wait all the time. */
    private static final Duration FOR_NO_LOGIN = Duration.ofSeconds(1);

    private static final Duration BETWEEN = Duration.ofMillis(1);

    private final SimpleSession console;
    private final String database;

    QuietMoment(SimpleSession console, String database) {
        this.console = console;
        this.database = database;
    }

    /**
     * Returns when there is one, or when none came.
     *
     * @param limit of which this takes half at most
     */
    void await(Duration limit) throws IOException {
        long began = System.nanoTime();
        while (true) {
            List<Map<String, String>> pools = console.query("SHOW POOLS", limit).stream()
                    .filter(pool -> database.equals(pool.get("database")))
                    .toList();
            boolean login = any(pools, "sv_login");
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            if (!login && (!any(pools, "cl_waiting") || over(passed, FOR_NOBODY_WAITING, limit))) {
                return;
            }
            if (over(passed, FOR_NO_LOGIN, limit)) {
                return;
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private static boolean over(Duration passed, Duration own, Duration limit) {
        return passed.compareTo(own) > 0 || passed.compareTo(limit.dividedBy(2)) > 0;
    }

    private static boolean any(List<Map<String, String>> pools, String column) {
        return pools.stream().anyMatch(pool -> !pool.getOrDefault(column, "0").equals("0"));
    }
}
