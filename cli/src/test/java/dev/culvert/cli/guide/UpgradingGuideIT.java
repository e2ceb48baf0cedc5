package dev.culvert.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.repository.Repository;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/upgrading.md, command by command on real servers. What it shows is what they say, but for numbers and times; with
 * {@code -Dculvert.guide.write=true} it is written anew.
 */
class UpgradingGuideIT {
    private static final boolean WRITE = Boolean.getBoolean("culvert.guide.write");

    @TempDir
    Path directory;

    private Path file;
    private final Guide guide = read();

    private static Guide read() {
        try {
            return Guide.read(Repository.file("docs/upgrading.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A block, and what its command has said now. */
    private record Said(GuideBlock shown, List<String> lines) {
        boolean isShown() {
            return shown.shows(lines);
        }

        @Override
        public String toString() {
            return "docs/upgrading.md (write it anew with -Dculvert.guide.write=true)%n%s%nbut it said%n%s"
                    .formatted(shown.text(), String.join("\n", lines));
        }
    }

    @Test
    void showsWhatTheCommandsSay() throws Exception {
        List<Said> said = new ArrayList<>();
        try (GuideServers servers = new GuideServers(directory)) {
            file = directory.resolve("shop.yaml");
            sell(servers);
            for (GuideBlock block : guide.blocks()) {
                if (block.command().endsWith("migrate status shop.yaml")) {
                    awaitQuiet();
                }
                said.add(new Said(
                        block, List.of(servers.named(run(block.command())).split("\n"))));
                if (block.command().contains(" init ")) {
                    Files.writeString(file, servers.real(guide.code("yaml", "kind: Migration")));
                }
                buy(servers);
            }
            opensByHand(servers);
        }
        if (WRITE) {
            guide.write(
                    said.stream().map(each -> each.shown().with(each.lines())).toList());
        }
        SoftAssertions.assertSoftly(softly -> said.forEach(each ->
                softly.assertThat(each.isShown() || WRITE).as(each.toString()).isTrue()));
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

    /** Both streams, in the order in which a terminal would have them. */
    private String run(String line) throws IOException {
        String[] words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
            if (words[i].matches("[a-z-]+\\.(yaml|json)")) {
                words[i] = directory.resolve(words[i]).toString();
            }
        }
        if (words[0].equals("cat")) {
            return Files.readString(Path.of(words[1]));
        }
        assertThat(words[0]).isEqualTo("culvert");
        Invocation invocation = Invocation.together(Arrays.copyOfRange(words, 1, words.length));
        assertThat(invocation.exitCode()).as(line + "\n" + invocation.out()).isZero();
        return invocation.out();
    }

    /** An application, which knows only the pooler, may buy after each step. */
    private static void buy(GuideServers servers) throws SQLException {
        try (Connection connection = DriverManager.getConnection(servers.throughPooler());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders (sku) VALUES ('pipe')");
        }
    }

    /** The statements of the guide, on the side that is closed at its end. */
    private void opensByHand(GuideServers servers) {
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
