package dev.culvert.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.cli.repository.Repository;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
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

    private final Guide guide = read();

    private static Guide read() {
        try {
            return Guide.read(Repository.file("docs/upgrading.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void showsWhatTheCommandsSay() throws Exception {
        Map<GuideBlock, List<String>> said = new LinkedHashMap<>();
        try (GuideServers servers = new GuideServers(directory)) {
            servers.old()
                    .execute(
                            "CREATE TABLE products (sku text PRIMARY KEY, price numeric NOT NULL)",
                            "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                                    + " sku text NOT NULL REFERENCES products)",
                            "INSERT INTO products VALUES ('brick', 0.80), ('pipe', 119)",
                            "INSERT INTO orders (sku) SELECT 'brick' FROM generate_series(1, 1000)",
                            "ANALYZE");
            for (GuideBlock block : guide.blocks()) {
                said.put(block, List.of(servers.named(run(block.command())).split("\n")));
                if (block.command().contains(" init ")) {
                    Files.writeString(
                            directory.resolve("shop.yaml"), servers.real(guide.code("yaml", "kind: Migration")));
                }
                buys(servers);
            }
            opensByHand(servers);
        }
        if (WRITE) {
            guide.write(block -> block.with(said.get(block)));
        }
        SoftAssertions.assertSoftly(
                softly -> said.forEach((block, lines) -> softly.assertThat(block.shows(lines) || WRITE)
                        .as(
                                "$ %s%nshows%n%s%nand said%n%s",
                                block.command(), String.join("\n", block.output()), String.join("\n", lines))
                        .isTrue()));
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
        Invocation invocation = Invocation.together(java.util.Arrays.copyOfRange(words, 1, words.length));
        assertThat(invocation.exitCode()).as(line + "\n" + invocation.out()).isZero();
        return invocation.out();
    }

    /** An application, which knows only the pooler, may buy after each step. */
    private static void buys(GuideServers servers) throws SQLException {
        try (Connection connection = DriverManager.getConnection(servers.throughPooler());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders (sku) VALUES ('pipe')");
        }
    }

    /** The statements of the guide, on the side that is closed at its end. */
    private void opensByHand(GuideServers servers) {
        assertThat(closed(servers)).isTrue();
        servers.next().execute(guide.code("sql", "DISABLE TRIGGER culvert_closed"));
        assertThat(closed(servers)).isFalse();
    }

    private static boolean closed(GuideServers servers) {
        try {
            servers.next().execute("BEGIN; DELETE FROM orders WHERE false; ROLLBACK");
            return false;
        } catch (TestkitException e) {
            return e.getMessage().contains("does not take writes");
        }
    }
}
