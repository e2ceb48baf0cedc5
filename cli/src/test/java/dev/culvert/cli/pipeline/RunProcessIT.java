package dev.culvert.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Main;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code culvert} as a process: what it serves while it runs, and how it ends when it is told to. */
class RunProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** What the manual promises. */
    private static final Duration END = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private static JavaProcess culvert(String... arguments) {
        return JavaProcess.of(Main.class)
                .sharesClasses("run")
                .jvmArgument("-Xmx384m")
                .start(arguments);
    }

    @Test
    void servesItsStateAndEndsAtAnInterrupt() throws Exception {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("process"), directory);
                JavaProcess run = culvert("run", shop.file().toString(), "--http", "127.0.0.1:0")) {
            URI address = URI.create(run.err()
                    .waitFor(line -> line.startsWith("serving http://"), LIMIT)
                    .substring("serving ".length()));
            awaitRows(address, 20, 0);
            shop.database().execute("INSERT INTO orders VALUES (100, 'streamed')");
            awaitRows(address, 20, 1);
            for (String path : new String[] {"/livez", "/readyz", "/metrics", "/api/v1/status", "/"}) {
                assertThat(get(address, path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(get(address, "/metrics").body()).contains("culvert_");

            endsWithin(END, run, "INT", 130);
            shop.catchUp();
            shop.assertWhole();
        }
    }

    /** The signal comes while a transaction is written that takes longer than what is left. */
    @Test
    void endsInTheMiddleOfALargeTransaction() {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("process"), directory);
                JavaProcess run = culvert("run", shop.file().toString(), "--http", "127.0.0.1:0")) {
            URI address = URI.create(run.err()
                    .waitFor(line -> line.startsWith("serving http://"), LIMIT)
                    .substring("serving ".length()));
            awaitRows(address, 20, 0);
            shop.database()
                    .execute(
                            "INSERT INTO orders VALUES (100, 'whole')",
                            "INSERT INTO orders SELECT 1000 + i, repeat('x', 100) FROM generate_series(1, 80000) i");

            endsWithin(END, run, "TERM", 143);
            long atTheEnd = shop.database()
                    .number(
                            "SELECT pg_current_wal_lsn() - confirmed_flush_lsn FROM pg_replication_slots"
                                    + " WHERE slot_name = ?",
                            shop.slot());
            assertThat(atTheEnd)
                    .as("bytes that are not confirmed: it was in the middle")
                    .isGreaterThan(1_000_000);
            shop.catchUp();
            shop.assertWhole();
        }
    }

    @Test
    void watchesAStatusUntilItIsInterrupted() throws Exception {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("process"), directory)) {
            shop.catchUp();
            try (JavaProcess watch = culvert("status", shop.file().toString(), "--watch", "-o", "json")) {
                String first = watch.out().waitFor(line -> true, LIMIT);
                String second = watch.out().waitFor(1, line -> true, LIMIT);
                for (String line : new String[] {first, second}) {
                    JsonNode json = new ObjectMapper().readTree(line);
                    assertThat(CommandSchema.validate(json)).as(line).isEmpty();
                    assertThat(json.at("/result/phase").asText()).isEqualTo("stopped");
                }
                endsWithin(END, watch, "INT", 130);
            }
        }
    }

    @Test
    void aRefusalIsTheExitCodeOfTheProcess() {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("process"), directory)) {
            shop.replace("public.orders", "public.bare");
            try (JavaProcess run = culvert("run", shop.file().toString())) {
                assertThat(run.exitCode(LIMIT)).isEqualTo(4);
                assertThat(run.out().lines()).isEmpty();
                assertThat(run.err().text())
                        .contains("error CV-TABLE-NO-IDENTITY  table public.bare", "  Nothing was changed.")
                        .contains("  To mend: ", "  culvert explain CV-TABLE-NO-IDENTITY");
            }
        }
    }

    private static void endsWithin(Duration limit, JavaProcess process, String signal, int exitCode) {
        long start = System.nanoTime();
        process.signal(signal);
        assertThat(process.exitCode(LIMIT)).as(process.err().text()).isEqualTo(exitCode);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
    }

    private static void awaitRows(URI address, long copied, long changes) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            JsonNode status =
                    new ObjectMapper().readTree(get(address, "/api/v1/status").body());
            assertThat(status.path("phase").asText()).isEqualTo("streaming");
            assertThat(status.at("/tables/0/rowsCopied").asLong()).isEqualTo(copied);
            assertThat(status.at("/tables/0/changes").asLong()).isEqualTo(changes);
        });
    }

    private static HttpResponse<String> get(URI address, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }
}
