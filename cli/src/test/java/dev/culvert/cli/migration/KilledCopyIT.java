package dev.culvert.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.cutover.Attempts;
import dev.culvert.testkit.cutover.CutoverCheck;
import dev.culvert.testkit.cutover.CutoverLoad;
import dev.culvert.testkit.cutover.CutoverTables;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process of a copy is killed in the middle of a table, sleeps, and is killed in its sleep, while clients write. Status says so
 * each time, the next command goes on, and every write is there once.
 */
@Timeout(300)
class KilledCopyIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SLEEP = Duration.ofSeconds(Long.getLong("culvert.test.sleepSeconds", 2));
    private static final String WAITS =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    private static final String SUBSCRIPTIONS =
            "SELECT count(*) FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private static final String SLOTS = "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()";

    @TempDir
    Path directory;

    private PostgresDatabase source;
    private PostgresDatabase target;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        source = PostgresServer.shared(15).createDatabase("killed_s");
        target = PostgresServer.shared(18).createDatabase("killed_t");
        CutoverTables.create(source, "postgres");
        source.execute(
                // the last rows of the last part wait on the target as long as the test says
                """
                CREATE FUNCTION passes(n int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN
                  IF n > 9900 THEN PERFORM pg_advisory_xact_lock_shared(7); END IF; RETURN true;
                END $$""",
                "CREATE TABLE big (n int PRIMARY KEY, filler text, CHECK (public.passes(n)))",
                "INSERT INTO big SELECT i, repeat(md5(i::text), 15) FROM generate_series(1, 10000) AS i",
                "ANALYZE");
        file = Files.writeString(
                directory.resolve("killed.yaml"),
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: killed-copy-it}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                copy: {parallelism: 2, splitLargerThan: 1MB}
                """
                        .formatted(source.url(), target.url()));
    }

    @AfterEach
    void drop() {
        run("cancel");
        source.close();
        target.close();
    }

    @Test
    void isGoneOnWithWhateverBecameOfTheProcess() throws Exception {
        Attempts attempts = new Attempts();
        try (CutoverLoad load = CutoverLoad.start(source::jdbcUrl, Duration.ofMillis(20), attempts)) {
            if (Sweep.isAll()) {
                isKilledAwake();
            }
            try (Gate gate = new Gate();
                    JavaProcess neverWakes = culvert("start")) {
                inTheMiddle(gate);
                neverWakes.signal("STOP");
                inTheMiddle(gate);
                refusedWhileItSleeps();
                neverWakes.kill();
                interrupted();
            }
            try (JavaProcess sleeps = asleepInTheMiddle()) {
                // its sessions went on alone as far as they could
                Awaitility.await().pollDelay(SLEEP).atMost(SLEEP.plus(LIMIT)).until(() -> target.number(WAITS) == 0);
                assertThat(status().path("state").asText()).isEqualTo("COPYING");
                sleeps.signal("CONT");
                assertThat(sleeps.exitCode(LIMIT)).as(sleeps.err().text()).isZero();
            }
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> status().path("state").asText().equals("READY"));
            load.awaitEveryClient();
        }
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(new CutoverCheck(target).problems(attempts))
                .isEmpty());
        String rows = "SELECT count(*), md5(string_agg(n || filler, '' ORDER BY n)) FROM big";
        assertThat(target.query(rows)).isEqualTo(source.query(rows));
        assertThat(source.number(SLOTS))
                .as("of the copies that came to their end: the killed one may have had no table whole")
                .isEqualTo(target.number(SUBSCRIPTIONS))
                .isBetween(1L, 2L);

        Invocation cancelled = run("cancel");
        assertThat(cancelled.exitCode()).as(cancelled.err()).isZero();
        assertThat(source.number(SLOTS) + target.number(SLOTS)).isZero();
    }

    private void isKilledAwake() throws SQLException {
        try (Gate gate = new Gate();
                JavaProcess killed = culvert("start")) {
            inTheMiddle(gate);
            killed.kill();
            interrupted();
        }
    }

    private JavaProcess asleepInTheMiddle() throws SQLException {
        try (Gate gate = new Gate()) {
            JavaProcess process = culvert("retry");
            inTheMiddle(gate);
            process.signal("STOP");
            return process;
        }
    }

    /** That some of a table is there, and that status says who is at it. */
    private void inTheMiddle(Gate gate) {
        Awaitility.await().atMost(LIMIT).until(gate::isReached);
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode status = status();
            assertThat(status.path("state").asText()).isEqualTo("COPYING");
            assertThat(status.path("open").asText()).isEqualTo("source");
            assertThat(status.path("busy").asText()).startsWith("process ");
            assertThat(status.path("why").asText()).contains("a command works on it");
            JsonNode big = big(status);
            assertThat(big.path("state").asText()).isEqualTo("copying");
            assertThat(big.path("partsDone").asInt())
                    .isPositive()
                    .isLessThan(big.path("parts").asInt());
        });
    }

    private static JsonNode big(JsonNode status) {
        for (JsonNode table : status.at("/copy/tables")) {
            if (table.path("table").asText().equals("public.big")) {
                return table;
            }
        }
        throw new AssertionError("no table public.big in " + status);
    }

    private void interrupted() {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(status().path("busy").isNull()).isTrue());
        JsonNode status = status();
        assertThat(status.path("state").asText()).isEqualTo("COPYING");
        assertThat(status.path("open").asText()).isEqualTo("source");
        assertThat(status.path("why").asText())
                .contains("no command works on it", "culvert migrate start FILE goes on");
        assertThat(status.path("may").toString()).contains("start", "cancel").doesNotContain("cutover");
    }

    private void refusedWhileItSleeps() {
        Invocation refused = run("start");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.json().at("/error/code").asText()).isEqualTo("CV-MIGRATION-BUSY");
    }

    private JsonNode status() {
        Invocation status = run("status");
        assertThat(status.exitCode()).as(status.err()).isZero();
        return status.json().path("result");
    }

    private Invocation run(String verb) {
        return Invocation.of("migrate", verb, "--yes", "-o", "json", file.toString());
    }

    private JavaProcess culvert(String verb) {
        return JavaProcess.of(Main.class)
                .sharesClasses("migrate")
                .workingDirectory(directory)
                .start("migrate", verb, "--yes", file.toString());
    }

    /** Holds the last part of the big table up until it is closed, and then until nothing of an ended process is left. */
    private final class Gate implements AutoCloseable {
        private final Connection connection = target.connect();

        Gate() throws SQLException {
            lock("pg_advisory_lock");
        }

        boolean isReached() {
            return target.number(WAITS) > 0;
        }

        private void lock(String function) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT " + function + "(7)");
            }
        }

        @Override
        public void close() throws SQLException {
            lock("pg_advisory_unlock");
            Awaitility.await().atMost(LIMIT).until(() -> !isReached());
            connection.close();
        }
    }
}
