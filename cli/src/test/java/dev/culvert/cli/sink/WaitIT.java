package dev.culvert.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code culvert wait}: whoever has written reads it downstream, while others write. */
@Timeout(240)
class WaitIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = Sweep.isAll() ? 60 : 4;

    @TempDir
    Path directory;

    @Test
    void whoWroteReadsItThere() throws Exception {
        PostgresServer server = PostgresServer.shared(18);
        try (PostgresDatabase target = server.createDatabase("awaited");
                Shop shop = Shop.in(server.createDatabase("waiting"), directory)) {
            define(shop, target);
            assertRefused(shop.command("wait", "--lsn", "12"), 2, "CV-USAGE", "neither an LSN");
            assertRefused(shop.command("wait", "--lsn", "now", "--timeout", "long"), 2, "CV-USAGE", "no duration");
            assertRefused(shop.command("wait", "--lsn", "now", "--sink", "x"), 2, "CV-USAGE", "no sink of this name");
            assertRefused(shop.command("wait", "--lsn", "now"), 4, "CV-SINK-NO-PIPELINE", "no position");
            shop.catchUp();
            assertRefused(
                    shop.command("wait", "--lsn", "now", "--timeout", "1s"), 1, "CV-WAIT-TIMEOUT", "in the topics");

            try (JavaProcess run = culvert("run", shop.file().toString())) {
                assertInKafka(shop, 1);
                assertRefused(
                        shop.command("wait", "--lsn", "now", "--sink", "analytics", "--timeout", "1s"),
                        1,
                        "CV-WAIT-TIMEOUT",
                        "in the sink analytics");
                JsonNode behind = status(shop);
                assertThat(behind.path("transactionsBehind").asLong()).isPositive();
                assertThat(behind.path("commitEndLsn").isNull()).isTrue();
                try (JavaProcess sink = culvert("sink", "run", shop.file().toString(), "--http", "127.0.0.1:0");
                        Others others = new Others(shop.database())) {
                    for (int round = 1; round <= ROUNDS; round++) {
                        assertInSink(shop, target, round);
                    }
                    others.stop();
                    assertInKafka(shop, 2);
                    assertInSink(shop, target, ROUNDS + 1);
                    JsonNode level = status(shop);
                    assertThat(level.path("transactionsBehind").asLong()).isZero();
                    assertThat(level.path("bytesBehind").asLong()).isZero();
                    assertThat(level.path("commitEndLsn").asText()).isNotBlank();
                    assertThat(Instant.parse(level.path("committedAt").asText()))
                            .isBetween(Instant.now().minusSeconds(120), Instant.now());
                    assertServed(sink);
                    assertThat(sink.isAlive()).as(sink.err().text()).isTrue();
                    assertThat(run.isAlive()).as(run.err().text()).isTrue();
                }
            }
        }
    }

    /** What docs/metrics.md lists is served, and nothing else. */
    private static void assertServed(JavaProcess sink) throws IOException, InterruptedException {
        Matcher serving =
                Pattern.compile("serving (http://\\S+)").matcher(sink.err().text());
        assertThat(serving.find()).as(sink.err().text()).isTrue();
        String metrics = get(serving.group(1) + "metrics");
        assertThat(metrics)
                .containsPattern(
                        "culvert_sink_table_changes_total\\{pipeline=\"[^\"]+\",(sink=\"analytics\",?|table=\"public.\\w+\",?){2}} [1-9]")
                .containsPattern("culvert_sink_transactions_behind\\{pipeline=\"[^\"]+\",sink=\"analytics\"} \\d+");
        Set<String> served = all("(?m)^# TYPE (culvert_sink_\\w+) ", metrics);
        assertThat(served)
                .isEqualTo(all("(?m)^\\| `(culvert_sink_\\w+)` \\|", Files.readString(Path.of("../docs/metrics.md"))));
        JsonNode told = new ObjectMapper().readTree(get(serving.group(1) + "api/v1/status"));
        JsonNode job = told.path("sinks").path(0).path("job");
        assertThat(job.path("commits").asLong()).isPositive();
        assertThat(job.path("restarts").asLong()).isZero();
        assertThat(get(serving.group(1) + "readyz")).contains("\"ready\":true");
    }

    private static String get(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static void define(Shop shop, PostgresDatabase target) throws IOException {
        Files.writeString(
                shop.file(),
                """
                sinks:
                  - name: analytics
                    type: postgres
                    postgres: {url: "%s"}
                    commitInterval: 300ms
                """
                        .formatted(target.url()),
                StandardOpenOption.APPEND);
    }

    private static JsonNode status(Shop shop) {
        Invocation status = shop.command("sink", "status");
        assertThat(status.exitCode()).as(status.out() + status.err()).isZero();
        return status.json().at("/result/sinks/0");
    }

    private static JavaProcess culvert(String... arguments) {
        return JavaProcess.of(Main.class)
                .sharesClasses("sink")
                .jvmArgument("-Xmx384m")
                .start(arguments);
    }

    /** Nobody else writes, so that nothing but the wait itself brings the position on. */
    private static void assertInKafka(Shop shop, int number) {
        long before = shop.records("c");
        String last = "INSERT INTO orders VALUES (" + (1_000_000 + number) + ", 'to be read')";
        shop.database().execute(last);
        Invocation waited = shop.command("wait", "--lsn", "now");
        assertThat(waited.exitCode()).as(waited.out() + waited.err()).isZero();
        assertThat(shop.records("c")).isEqualTo(before + 1);
    }

    private static void assertInSink(Shop shop, PostgresDatabase target, int round) throws Exception {
        String lsn;
        try (Connection connection = shop.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE orders SET note = 'round " + round + "' WHERE id = " + (1 + round % 20));
            try (var rows = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
                rows.next();
                lsn = rows.getString(1);
            }
        }
        Invocation waited = shop.command("wait", "--lsn", lsn, "--sink", "analytics");
        assertThat(waited.exitCode()).as(waited.out() + waited.err()).isZero();
        assertThat(waited.json().at("/result/sink").asText()).isEqualTo("analytics");
        assertThat(target.query("SELECT note FROM orders WHERE id = " + (1 + round % 20)))
                .as("what was written before the wait, read after it")
                .containsExactly(List.of("round " + round));
    }

    private static void assertRefused(Invocation invocation, int exitCode, String code, String fact) {
        assertThat(invocation.exitCode())
                .as(invocation.out() + invocation.err())
                .isEqualTo(exitCode);
        assertThat(Shop.error(invocation).path("code").asText()).isEqualTo(code);
        assertThat(invocation.json().at("/error/fact").asText()).contains(fact);
    }

    /** Write all the while, so that ends of topics move. */
    private static final class Others implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread;

        Others(PostgresDatabase database) {
            thread = new Thread(() -> write(database), "others");
            thread.start();
        }

        private void write(PostgresDatabase database) {
            for (int i = 1; !stopped.get(); i++) {
                database.execute("INSERT INTO orders SELECT i, 'of others' FROM generate_series(" + 100 * i + ", "
                        + (100 * i + 30) + ") i");
            }
        }

        void stop() {
            stopped.set(true);
            Awaitility.await().atMost(LIMIT).until(() -> !thread.isAlive());
        }

        @Override
        public void close() {
            stop();
        }
    }
}
