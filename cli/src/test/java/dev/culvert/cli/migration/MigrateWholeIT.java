package dev.culvert.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration by its commands alone, from the start to the cutover, back, over again and to its end. */
class MigrateWholeIT {
    @TempDir
    Path directory;

    private Path file;

    private JsonNode good(String command, String... options) {
        Invocation invocation = run(command, options);
        assertThat(invocation.exitCode())
                .as(invocation.out() + invocation.err())
                .isZero();
        return invocation.json().path("result");
    }

    private Invocation run(String command, String... options) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(options));
        all.addAll(List.of("--yes", "-o", "json", file.toString()));
        Invocation invocation = Invocation.of(all.toArray(String[]::new));
        assertThat(CommandSchema.validate(invocation.json()))
                .as(invocation.out())
                .isEmpty();
        return invocation;
    }

    private String state() {
        JsonNode status = good("migrate status");
        return status.path("state").asText() + " " + status.path("open").asText();
    }

    @Test
    void startsVerifiesMovesComesBackMovesAgainAndIsFinished() throws IOException {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("whole_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("whole_t")) {
            source.execute(
                    "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                    "INSERT INTO orders (note) SELECT 'n' FROM generate_series(1, 100)");
            file = Files.writeString(
                    directory.resolve("whole.yaml"),
                    """
                    apiVersion: culvert/v1
                    kind: Migration
                    metadata: {name: whole-it}
                    source: {postgres: {url: "%s"}}
                    target: {postgres: {url: "%s"}}
                    cutover: {maxWritePause: 30s}
                    """
                            .formatted(source.url(), target.url()));

            assertThat(good("migrate start", "--dry-run").path("result").isNull())
                    .isTrue();
            assertThat(state()).isEqualTo("NEW source");
            assertThat(good("migrate start").path("result").asText()).startsWith("streaming");
            assertThat(state()).isEqualTo("READY source");
            assertThat(target.number("SELECT count(*) FROM orders")).isEqualTo(100);

            JsonNode copied = good("migrate status");
            assertThat(copied.at("/copy/tables/0/state").asText()).isEqualTo("ready");
            assertThat(copied.at("/copy/rows").asLong()).isEqualTo(100);
            assertThat(copied.at("/copy/secondsLeft").asLong(-1)).isZero();
            assertThat(copied.at("/links/0/allowedBytes").asLong()).isPositive();
            assertThat(copied.at("/links/0/retainedBytes").isNumber()).isTrue();
            assertThat(good("migrate retry").path("interrupted").asBoolean())
                    .as("nothing is left to do")
                    .isFalse();

            good("pause");
            assertThat(state()).isEqualTo("CATCHING_UP source");
            assertThat(good("migrate status").path("waitingFor").asText()).startsWith("it is paused");
            good("resume");

            good("migrate verify");
            target.execute(
                    "SET session_replication_role = replica; SET culvert.copies = 'on'; UPDATE orders SET note = 'other' WHERE id = 7");
            Invocation differs = run("migrate verify");
            assertThat(differs.exitCode()).isEqualTo(5);
            assertThat(differs.json().at("/error/findings/0/fact").asText())
                    .contains("7")
                    .doesNotContain("other");
            assertThat(run("migrate cutover").json().at("/error/exitCode").asInt())
                    .as("what differs now does not switch, though it was equal a moment ago")
                    .isEqualTo(4);
            target.execute(
                    "SET session_replication_role = replica; SET culvert.copies = 'on'; UPDATE orders SET note = 'n' WHERE id = 7");
            assertThat(good("migrate verify").path("equal").asBoolean()).isTrue();

            assertThat(good("migrate cutover", "--dry-run").at("/gates").findValuesAsText("severity"))
                    .contains("passed")
                    .doesNotContain("error", "unknown");
            source.execute("CREATE TABLE late (a int PRIMARY KEY)");
            Invocation closed = run("migrate cutover", "--dry-run");
            assertThat(closed.exitCode()).isEqualTo(4);
            assertThat(closed.json().at("/result/gates").toString()).contains("table public.late");
            source.execute("DROP TABLE late");

            JsonNode rehearsed = good("migrate cutover", "--rehearse");
            assertThat(rehearsed.at("/certificate/outcome").asText()).isEqualTo("rehearsed");
            assertThat(rehearsed.path("certificateFile").isNull()).isTrue();
            source.execute("INSERT INTO orders (note) VALUES ('after the rehearsal')");
            assertThat(state()).endsWith(" source");

            Path certificate = directory.resolve("certificate.json");
            good("migrate cutover", "--certificate", certificate.toString());
            JsonNode written = new ObjectMapper().readTree(certificate.toFile());
            assertThat(written.path("outcome").asText()).isEqualTo("switched");
            assertThat(written.path("writePauseMs").asDouble()).isPositive();
            assertThat(state()).isEqualTo("SWITCHED target");
            assertThat(good("migrate status").path("wayBack").asText())
                    .startsWith("It is given up when slot \"culvert_whole_it_r1\" on the target");
            target.execute("INSERT INTO orders (note) VALUES ('on the target')");
            assertThat(run("migrate cancel").json().at("/error/code").asText()).isEqualTo("CV-MIGRATION-STATE");
            assertThat(good("migrate retry").path("interrupted").asBoolean()).isFalse();

            good("migrate verify");
            good("migrate rollback", "--certificate", certificate.toString());
            assertThat(state()).endsWith(" source");
            assertThat(source.number("SELECT count(*) FROM orders")).isEqualTo(102);
            assertThat(source.number("SELECT count(DISTINCT id) FROM orders")).isEqualTo(102);
            source.execute("INSERT INTO orders (note) VALUES ('home again')");

            good("migrate verify");
            assertThat(run("migrate finish").json().at("/error/code").asText()).isEqualTo("CV-MIGRATION-STATE");
            good("migrate cutover", "--certificate", certificate.toString());
            assertThat(good("migrate finish", "--dry-run").path("sourceOpened").asBoolean())
                    .isFalse();
            assertThat(state()).isEqualTo("SWITCHED target");
            JsonNode finished = good("migrate finish", "--open-source");
            assertThat(finished.path("left")).isEmpty();
            assertThat(finished.path("sourceOpened").asBoolean()).isTrue();
            assertThat(state()).startsWith("FINISHED target");
            assertThat(good("migrate watchdog").path("ended").asInt()).isZero();
            source.execute("INSERT INTO orders (note) VALUES ('it takes writes again')");
            target.execute("INSERT INTO orders (note) VALUES ('and stays apart')");
            assertThat(target.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'culvert_whole%'"))
                    .isZero();
            assertThat(source.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'culvert_whole%'"))
                    .isZero();
            assertThat(target.number("SELECT count(*) FROM pg_subscription WHERE subname LIKE 'culvert_whole%'"))
                    .isZero();
        }
    }
}
