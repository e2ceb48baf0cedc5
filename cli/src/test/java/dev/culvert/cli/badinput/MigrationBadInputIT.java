package dev.culvert.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person or a server gets wrong of a migration is told by code and exit code, and nothing was changed or lost by it. */
class MigrationBadInputIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LEFT =
            """
            SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert')
              + (SELECT count(*) FROM pg_replication_slots WHERE database = current_database())
              + (SELECT count(*) FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid
                 WHERE d.datname = current_database())""";

    @TempDir
    Path directory;

    private PostgresDatabase source;
    private PostgresDatabase target;

    @BeforeEach
    void make() {
        source = PostgresServer.shared(15).createDatabase("wrong_s");
        target = PostgresServer.shared(18).createDatabase("wrong_t");
        source.execute(
                "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                "INSERT INTO orders (note) SELECT 'n' FROM generate_series(1, 100)",
                "CREATE TABLE spare (a int PRIMARY KEY)");
    }

    @AfterEach
    void drop() throws IOException {
        run(definition(source.url(), target.url(), ""), "migrate cancel");
        source.close();
        target.close();
    }

    @Test
    void aTargetThatHasTablesIsRefused() throws IOException {
        target.execute("CREATE TABLE mine (a int)");
        refusesToStart(definition(source.url(), target.url(), ""), "CV-TARGET-NOT-EMPTY");
    }

    @Test
    void oneServerByTwoAddressesIsRefused() throws IOException {
        try (PostgresDatabase beside = source.server().createDatabase("beside")) {
            refusesToStart(
                    definition(source.url(), beside.url().replace("127.0.0.1", "localhost"), ""),
                    "CV-MIGRATION-SAME-SERVER");
        }
    }

    @Test
    void anOlderTargetIsRefused() throws IOException {
        try (PostgresDatabase younger = PostgresServer.shared(18).createDatabase("younger");
                PostgresDatabase older = PostgresServer.shared(15).createDatabase("older")) {
            refusesToStart(definition(younger.url(), older.url(), ""), "CV-TARGET-OLDER");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', They are neither in PATH", "14, Installed are pg_dump 14"})
    void aDumpProgramThatIsMissingOrOlderIsToldWithItsPackage(String version, String fact) throws Exception {
        Path programs = Files.createDirectories(directory.resolve("bin"));
        for (String name : version.isEmpty() ? List.<String>of() : List.of("pg_dump", "pg_restore")) {
            Path program =
                    Files.writeString(programs.resolve(name), "#!/bin/sh\necho '" + name + " (PostgreSQL) 14.9'\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path file = definition(source.url(), target.url(), "");
        try (JavaProcess start = JavaProcess.of(Main.class)
                .sharesClasses("migrate")
                .environment("CULVERT_PG_BIN", programs.toString())
                .start("migrate", "start", "--yes", file.toString())) {
            assertThat(start.exitCode(LIMIT)).as(start.err().text()).isEqualTo(3);
            assertThat(start.err().text())
                    .contains("CV-DUMP-TOOL-MISSING", fact, "apt-get install postgresql-client-18");
        }
        assertThat(source.number(LEFT) + target.number(LEFT)).isZero();
    }

    private void refusesToStart(Path file, String code) {
        Invocation refused = run(file, "migrate start");
        assertThat(codes(refused)).contains(code);
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(4);
        assertThat(source.number(LEFT) + target.number(LEFT)).isZero();
        assertThat(source.number("SELECT count(*) FROM orders")).isEqualTo(100);
    }

    /** One migration that is READY and verified, and what stands in its way one after the other. */
    @Test
    void whatStandsInTheWayOfACutoverIsToldAndTheOldSideStaysOpen() throws Exception {
        source.execute("SELECT lo_from_bytea(70001, 'before')");
        Path file = definition(source.url(), target.url(), "");
        good(file, "migrate start");
        good(file, "migrate verify");
        refusesPoolers();
        refusesChangedTables(file);

        source.execute("SELECT lo_put(70001, 0, 'after!')");
        refusesCutover(file, "CV-LARGE-OBJECTS-CHANGED", 4, "large objects");

        assertThat(typed(file, "cutover", "another-name")).isEqualTo(2);
        assertThat(typed(file, "cancel", "another-name")).isEqualTo(2);
        untouched();
        assertThat(typed(file, "cancel", "wrong-it")).isZero();
        assertThat(source.number(LEFT) + target.number(LEFT)).isZero();
    }

    private void refusesPoolers() throws IOException {
        refusesCutover(pooler("127.0.0.1:1", directory.resolve("none.ini")), "CV-POOLER-UNREACHABLE", 3, "127.0.0.1:1");
        String entry = "shop = host=127.0.0.1 port=%d dbname=%s".formatted(source.port(), source.name());
        Map.of(
                        entry + " pool_mode=session\n", "CV-POOLER-MODE",
                        entry.replace("port=", "port=1") + "\n", "CV-POOLER-ELSEWHERE",
                        "this is no line\n" + entry + "\n", "CV-POOLER-FILE",
                        // only PgBouncer knows that it is no key, and its RELOAD says that all is well
                        "x = host=127.0.0.1 nonsense=1\n" + entry + "\n", "CV-POOLER-RELOAD")
                .forEach((databases, code) -> refusesPooler(entry + "\n", databases, code));
    }

    private void refusesPooler(String good, String databases, String code) {
        boolean starts = code.equals("CV-POOLER-MODE") || code.equals("CV-POOLER-ELSEWHERE");
        try (PgBouncer bouncer = PgBouncer.of(source.server())
                .databases(starts ? databases : good)
                .start()) {
            Files.writeString(bouncer.databasesFile(), databases);
            refusesCutover(
                    pooler(bouncer.host() + ":" + bouncer.port(), bouncer.databasesFile()),
                    code,
                    code.equals("CV-POOLER-RELOAD") ? 1 : 4,
                    "pooler");
            assertThat(Files.readString(bouncer.databasesFile())).isEqualTo(databases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pooler(String address, Path databases) throws IOException {
        return definition(
                source.url(),
                target.url(),
                ", traffic: {pgbouncer: [{admin: \"postgresql://postgres@%s/pgbouncer\", databases: [shop], databasesFile: \"%s\"}]}"
                        .formatted(address, databases));
    }

    private void refusesChangedTables(Path file) {
        source.execute("CREATE TABLE late (a int PRIMARY KEY)");
        refusesCutover(file, "CV-CUTOVER-GATE", 4, "table public.late");
        source.execute("DROP TABLE late", "ALTER TABLE spare ADD COLUMN late int");
        refusesCutover(file, "CV-CUTOVER-GATE", 4, "public.spare");
        source.execute("ALTER TABLE spare DROP COLUMN late", "DROP TABLE spare");
        refusesCutover(file, "CV-CUTOVER-GATE", 4, "public.spare");
        target.execute("DROP TABLE spare");
    }

    private void refusesCutover(Path file, String code, int exitCode, String object) {
        Invocation refused = run(file, "migrate cutover");
        assertThat(codes(refused)).as(refused.out()).contains(code);
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(exitCode);
        assertThat(refused.json().path("error").toString()).contains(object);
        untouched();
    }

    /** The source is open, and nothing is left of a way back. */
    private void untouched() {
        source.execute("INSERT INTO orders (note) VALUES ('open')");
        assertThat(source.number("SELECT count(*) FROM pg_subscription")).isZero();
        assertThat(target.number("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isZero();
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(target.number("SELECT count(*) FROM orders"))
                .isEqualTo(source.number("SELECT count(*) FROM orders")));
    }

    /** At a terminal, where a name is asked for. */
    private int typed(Path file, String verb, String answer) throws Exception {
        List<String> culvert = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "migrate",
                verb,
                file.toString());
        Process process = new ProcessBuilder("script", "-qec", String.join(" ", culvert), "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("typed").toFile())
                .start();
        try (OutputStream terminal = process.getOutputStream()) {
            terminal.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            terminal.flush();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(directory.resolve("typed"));
        assertThat(said).contains("Type the name to go on:");
        assertThat(said.contains("It was not confirmed.")).as(said).isEqualTo(process.exitValue() == 2);
        return process.exitValue();
    }

    private static String codes(Invocation refused) {
        JsonNode error = refused.json().path("error");
        return error.path("code").asText() + " " + error.path("findings").findValuesAsText("code");
    }

    private static void good(Path file, String command) {
        Invocation done = run(file, command);
        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
    }

    private static Invocation run(Path file, String command) {
        String[] words = (command + " --yes -o json " + file).split(" ");
        return Invocation.of(words);
    }

    private Path definition(String from, String to, String cutover) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "wrong", ".yaml"),
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: wrong-it}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                cutover: {maxWritePause: 10s%s}
                """
                        .formatted(from, to, cutover));
    }
}
