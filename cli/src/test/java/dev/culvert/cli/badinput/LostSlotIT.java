package dev.culvert.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source gives up the WAL of a slot while the migration or replication is held: status says so, and what it says leads out. */
class LostSlotIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static PostgresServer old;

    @TempDir
    Path directory;

    private PostgresDatabase source;
    private PostgresDatabase target;

    @BeforeAll
    static void start() {
        old = PostgresServer.builder(15)
                .setting("max_slot_wal_keep_size", "1MB")
                .start();
    }

    @AfterAll
    static void stop() {
        old.close();
    }

    @BeforeEach
    void make() {
        source = old.createDatabase("lost_s");
        target = PostgresServer.shared(18).createDatabase("lost_t");
        source.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'n' FROM generate_series(1, 100) AS i");
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    @Test
    void ofAMigration() throws IOException {
        Path file = definition("Migration", "");
        good(file, "migrate start");
        good(file, "migrate pause");
        losesWal();
        good(file, "migrate resume");
        JsonNode status = good(file, "migrate status");
        assertThat(status.path("state").asText()).isEqualTo("CATCHING_UP");
        assertThat(status.path("open").asText()).isEqualTo("source");
        assertThat(status.path("waitingFor").asText()).contains("culvert_lost_it_e1", "has lost WAL", "migrate cancel");
        assertThat(status.at("/links/0/walStatus").asText()).isEqualTo("lost");
        refused(file, "migrate cutover", "CV-MIGRATION-STATE");
        refused(file, "migrate start", "CV-SLOT-LOST");

        good(file, "migrate cancel");
        nothingIsLeft();
    }

    @Test
    void ofAReplication() throws IOException {
        Path file = definition("Replication", "tables: [{table: public.orders}]");
        good(file, "apply");
        good(file, "pause");
        losesWal();
        good(file, "resume");
        JsonNode status = good(file, "status");
        assertThat(status.path("state").asText()).isEqualTo("BROKEN");
        assertThat(status.path("why").asText()).contains("culvert_lost_it_e1", "wal_status=lost", "culvert destroy");
        refused(file, "apply", "CV-SLOT-LOST");

        good(file, "destroy");
        nothingIsLeft();
        target.execute("TRUNCATE orders");
        good(file, "apply");
        follows();
        good(file, "destroy");
        nothingIsLeft();
    }

    /** Several segments later, a checkpoint removes what the slot needs. */
    private void losesWal() {
        for (int i = 0; i < 4; i++) {
            source.execute("UPDATE orders SET note = 'changed " + i + "'", "SELECT pg_switch_wal()");
        }
        Awaitility.await().atMost(LIMIT).until(() -> {
            source.execute("CHECKPOINT");
            return source.number("SELECT count(*) FROM pg_replication_slots WHERE wal_status = 'lost'") == 1;
        });
    }

    private void follows() {
        source.execute("INSERT INTO orders VALUES (1000, 'after')");
        String rows = "SELECT id, note FROM orders ORDER BY id";
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(target.query(rows))
                .isEqualTo(source.query(rows)));
    }

    private void nothingIsLeft() {
        for (PostgresDatabase side : new PostgresDatabase[] {source, target}) {
            assertThat(
                            side.number(
                                    """
                                    SELECT (SELECT count(*) FROM pg_publication)
                                      + (SELECT count(*) FROM pg_replication_slots WHERE database = current_database())
                                      + (SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert')"""))
                    .isZero();
        }
    }

    private static void refused(Path file, String command, String code) {
        Invocation refused = run(file, command);
        assertThat(refused.json().at("/error/code").asText())
                .as(refused.out() + refused.err())
                .isEqualTo(code);
        assertThat(refused.exitCode()).isEqualTo(4);
    }

    private static JsonNode good(Path file, String command) {
        Invocation done = run(file, command);
        assertThat(done.exitCode()).as(command + done.out() + done.err()).isZero();
        return done.json().path("result");
    }

    private static Invocation run(Path file, String command) {
        return Invocation.of((command + " --yes -o json " + file).split(" "));
    }

    private Path definition(String kind, String more) throws IOException {
        return Files.writeString(
                directory.resolve("lost.yaml"),
                """
                apiVersion: culvert/v1
                kind: %s
                metadata: {name: lost-it}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                %s
                """
                        .formatted(kind, source.url(), target.url(), more));
    }
}
