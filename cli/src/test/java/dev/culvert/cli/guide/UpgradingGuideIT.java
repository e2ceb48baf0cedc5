package dev.culvert.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.testkit.process.TestkitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/upgrading.md, command by command on real servers. What it shows is what they say, but for numbers and times; with
 * {@code -Dculvert.guide.write=true} it is written anew.
 */
class UpgradingGuideIT {
    @TempDir
    Path directory;

    private Path file;

    @Test
    void showsWhatTheCommandsSay() throws Exception {
        GuideCheck check = new GuideCheck("docs/upgrading.md", directory);
        Guide guide = check.guide();
        try (GuideServers servers = new GuideServers(directory)) {
            file = directory.resolve("shop.yaml");
            sell(servers);
            for (GuideBlock block : guide.blocks()) {
                if (block.command().endsWith("migrate status shop.yaml")) {
                    awaitQuiet();
                }
                check.said(block, servers.named(check.run(block.command())));
                if (block.command().contains(" init ")) {
                    Files.writeString(file, servers.real(guide.code("yaml", "kind: Migration")));
                }
                buy(servers);
            }
            opensByHand(servers, guide);
        }
        check.assertShown();
    }

    private static void sell(GuideServers servers) {
        servers.old()
                .execute(
                        "CREATE TABLE products (sku text PRIMARY KEY, price numeric NOT NULL)",
                        "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                                + " sku text NOT NULL REFERENCES products)",
                        "INSERT INTO products VALUES ('brick', 0.80), ('pipe', 119)",
                        "INSERT INTO orders (sku) SELECT 'brick' FROM generate_series(1, 1000)",
                        "ANALYZE");
    }

    /** A worker that has just been told to begin takes a moment. */
    private void awaitQuiet() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode status = Invocation.of("migrate", "status", file.toString(), "-o", "json")
                    .json()
                    .path("result");
            assertThat(status.path("state").asText()).isIn("READY", "SWITCHED");
            assertThat(status.at("/links/0/worker").isNumber()).isTrue();
            assertThat(status.at("/links/0/secondsBehind").isNumber()).isTrue();
        });
    }

    /** An application, which knows only the pooler, may buy after each step. */
    private static void buy(GuideServers servers) throws SQLException {
        try (Connection connection = DriverManager.getConnection(servers.throughPooler());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders (sku) VALUES ('pipe')");
        }
    }

    /** The statements of the guide, on the side that is closed at its end. */
    private void opensByHand(GuideServers servers, Guide guide) {
        assertThat(closed(servers)).isTrue();
        servers.old().execute(guide.code("sql", "DISABLE TRIGGER culvert_closed"));
        assertThat(closed(servers)).isFalse();
    }

    private static boolean closed(GuideServers servers) {
        try {
            servers.old().execute("BEGIN; DELETE FROM orders WHERE false; ROLLBACK");
            return false;
        } catch (TestkitException e) {
            return e.getMessage().contains("does not take writes");
        }
    }
}
