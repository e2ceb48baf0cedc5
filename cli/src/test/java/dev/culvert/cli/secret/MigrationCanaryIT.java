package dev.culvert.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The passwords of a migration, of its servers and of the pooler's console, stand nowhere after its commands: not in what they say and
 * log, not in arguments of programs that they start, not in the journal, the certificate, the servers' logs and views.
 */
class MigrationCanaryIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path secrets;

    @TempDir
    Path directory;

    private Canaries canaries;
    private PostgresServer old;
    private PostgresServer next;
    private PostgresDatabase source;
    private PostgresDatabase target;
    private PgBouncer bouncer;

    @BeforeEach
    void make() {
        canaries = new Canaries(secrets);
        old = talkative(15);
        next = talkative(18);
        source = old.createDatabase("canary_s");
        target = next.createDatabase("canary_t");
        source.execute(
                "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                "INSERT INTO orders (note) SELECT 'n' FROM generate_series(1, 100)");
        bouncer = PgBouncer.of(old)
                .setting("auth_type", "scram-sha-256")
                .user("postgres", canaries.secret("server"))
                .user("operator", canaries.secret("pooler"))
                .setting("admin_users", "operator")
                .databases("shop = host=127.0.0.1 port=%d dbname=%s\n".formatted(source.port(), source.name()))
                .start();
    }

    /** It logs every statement, and what becomes of it. */
    private PostgresServer talkative(int major) {
        return PostgresServer.builder(major)
                .password(canaries.secret("server"))
                .setting("log_statement", "all")
                .setting("log_replication_commands", "on")
                .setting("log_min_duration_statement", "0")
                .setting("log_min_error_statement", "debug5")
                .start();
    }

    @AfterEach
    void drop() {
        bouncer.close();
        old.close();
        next.close();
    }

    private Path definition(Path server, Path pooler) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "canary", ".yaml"),
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: canary-it}
                source: {postgres: {url: "%s", password: {file: %s}}}
                target: {postgres: {url: "%s", password: {file: %s}}}
                cutover:
                  maxWritePause: 30s
                  traffic:
                    pgbouncer:
                      - {admin: "postgresql://operator@%s:%d/pgbouncer", password: {file: %s}, databases: [shop], databasesFile: "%s"}
                """
                        .formatted(
                                source.url(),
                                server,
                                target.url(),
                                server,
                                bouncer.host(),
                                bouncer.port(),
                                pooler,
                                bouncer.databasesFile()));
    }

    @Test
    void passwordsStandNowhere() throws Exception {
        Path server = canaries.file("server");
        Path pooler = canaries.file("pooler");
        Path wrong = canaries.file("wrong");
        String file = definition(server, pooler).toString();
        try (ArgumentWatch arguments = ArgumentWatch.start();
                ActivityWatch activity = ActivityWatch.start(source, target)) {
            refused(definition(wrong, pooler), "doctor", "CV-PG-AUTH");
            culvert("migrate", "start", file, "--yes");
            for (String command : List.of("plan", "migrate status", "migrate verify")) {
                inThisProcess(command, file);
            }
            refused(definition(server, wrong), "migrate cutover", "CV-POOLER-AUTH");
            culvert("migrate", "cutover", file, "--yes");
            culvert("migrate", "finish", file, "--yes");
            canaries.written("arguments of processes", arguments.seen());
            canaries.written("pg_stat_activity", activity.seen());
        }
        for (PostgresDatabase side : List.of(source, target)) {
            canaries.written("tables of Culvert on " + side, tables(side));
            canaries.written("log of " + side, side.server().log());
        }
        canaries.written("log of PgBouncer", bouncer.log());
        canaries.written("databases of PgBouncer", Files.readString(bouncer.databasesFile()));
        canaries.written(directory);

        assertThat(canaries.leaks()).isEmpty();
        assertThat(canaries.of("arguments of processes")).as("what is searched").contains("pg_dump", "Watchdog");
        assertThat(canaries.of("pg_stat_activity")).contains("culvert/canary-it/");
        assertThat(canaries.of("tables of Culvert on " + target)).contains("subscribe");
        assertThat(canaries.of("log of " + target)).contains("ALTER SUBSCRIPTION");
        assertThat(canaries.of("migrate start: stderr")).contains("copying");
        assertThat(Files.readString(directory.resolve("canary-it-turn-1.json"))).contains("switched");
    }

    private void culvert(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("-vv");
        try (JavaProcess process = JavaProcess.of(Main.class)
                .sharesClasses("migrate")
                .workingDirectory(directory)
                .start(all.toArray(String[]::new))) {
            assertThat(process.exitCode(LIMIT)).as(process.err().text()).isZero();
            canaries.written(
                    words[0] + " " + words[1] + ": stdout", process.out().text());
            canaries.written(
                    words[0] + " " + words[1] + ": stderr", process.err().text());
        }
    }

    private void inThisProcess(String command, String file) {
        Invocation done = Invocation.of((command + " --yes -o json " + file).split(" "));
        assertThat(done.exitCode()).as(done.err()).isZero();
        canaries.written(command, done.out() + done.err());
    }

    private void refused(Path file, String command, String code) {
        Invocation refused = Invocation.of((command + " --yes -v " + file).split(" "));
        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(3);
        assertThat(refused.err() + refused.out()).contains(code);
        canaries.written(command + " with a wrong password", refused.out() + refused.err());
    }

    private static String tables(PostgresDatabase side) {
        StringBuilder all = new StringBuilder();
        side.query("SELECT c.oid::regclass FROM pg_class AS c WHERE c.relnamespace = 'culvert'::regnamespace"
                        + " AND c.relkind = 'r'")
                .forEach(table -> all.append(side.query("SELECT t::text FROM " + table.get(0) + " AS t")));
        return all.toString();
    }
}
