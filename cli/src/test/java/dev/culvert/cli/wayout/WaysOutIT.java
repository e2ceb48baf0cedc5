package dev.culvert.cli.wayout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.PostgresServerBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pipeline that has stopped by name: what its error says is done as it stands there, and nothing else; then the pipeline runs, and the
 * topics are the database. Those of {@link Stops#often()}; all with {@code -Dculvert.test.sweep=all}, and those whose name a regular
 * expression matches with {@code -Dculvert.test.stop}.
 */
class WaysOutIT {
    @TempDir
    Path directory;

    static Stream<Stop> stops() {
        String wanted = System.getProperty("culvert.test.stop", "");
        if (!wanted.isEmpty()) {
            return Stops.all().filter(stop -> stop.what().matches(wanted));
        }
        return "all".equals(System.getProperty("culvert.test.sweep")) ? Stops.all() : Stops.often();
    }

    @AfterAll
    static void dropRoles() {
        PostgresDatabase any = PostgresServer.shared(18).maintenance();
        any.query("SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'culvert\\_bad\\_%'")
                .forEach(role -> any.execute("DROP ROLE " + role.get(0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stops")
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what does not stop would stream on
    void itsWayOutLeadsToTopicsThatAreTheDatabase(Stop stop) {
        if (stop.settings().isEmpty()) {
            follow(stop, PostgresServer.shared(18));
            return;
        }
        PostgresServerBuilder builder = PostgresServer.builder(18);
        stop.settings().forEach(builder::setting);
        try (PostgresServer own = builder.start()) {
            follow(stop, own);
        }
    }

    private void follow(Stop stop, PostgresServer server) {
        try (Shop shop = Shop.in(server.createDatabase("wayout"), directory)) {
            stop.before().accept(shop);
            shop.catchUp();
            shop.database()
                    .execute(
                            "UPDATE orders SET note = 'before' WHERE id < 5",
                            "INSERT INTO orders VALUES (100, 'before')");
            stop.change().accept(shop);
            Invocation run = shop.run();
            WayOut out = WayOut.of(shop, run);
            assertThat(out.code()).as(run.out()).isEqualTo(stop.code());

            stop.follow().accept(shop, out);

            shop.catchUp();
            shop.database().execute("DELETE FROM orders WHERE id = 3", "UPDATE orders SET id = 101 WHERE id = 4");
            shop.catchUp();
            List<String> topics = stop.topics().apply(shop);
            shop.assertWhole(topics, topics.get(topics.size() - 1), stop.tolerated());
        }
    }
}
