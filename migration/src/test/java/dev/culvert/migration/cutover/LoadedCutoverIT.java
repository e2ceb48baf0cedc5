package dev.culvert.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.harness.LoadedTurn;
import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState.Verb;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.testkit.cutover.Attempt;
import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.cutover.Attempts;
import dev.culvert.testkit.cutover.CutoverCheck;
import dev.culvert.testkit.cutover.CutoverTables;
import dev.culvert.testkit.cutover.PreparedWrite;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * There, back and there again while clients of every kind write, and a prober writes to both sides. Every write is then looked for by
 * its tag on the side that is open, and on the one that follows it.
 */
class LoadedCutoverIT {
    private static final String ROLE = "load_app";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(20);
    /** A session that was ended is told so, if it reads before the connection is gone. */
    private static final Set<String> TOLD = Set.of("57P01", "25006", "08006", "08003");

    private static final List<CutoverStep> AFTER_THE_FENCE =
            List.of(CutoverStep.TOKENS, CutoverStep.SEQUENCES, CutoverStep.DRAIN, CutoverStep.STOP, CutoverStep.DECIDE);

    private static PostgresServer next;

    @TempDir
    Path directory;

    private final Attempts attempts = new Attempts();

    @BeforeAll
    static void start() {
        next = server(18);
    }

    @AfterAll
    static void stop() {
        next.close();
    }

    private static PostgresServer server(int major) {
        return PostgresServer.builder(major)
                .setting("autovacuum_naptime", "1s")
                .setting("max_prepared_transactions", "5")
                .start();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15})
    void clientsBehindAPoolerNoticeNothing(int old) throws Exception {
        try (PostgresServer server = server(old);
                PostgresDatabase source = server.createDatabase("load");
                PostgresDatabase target = next.createDatabase("load");
                PgBouncer bouncer = PgBouncer.of(server)
                        .user(ROLE, "")
                        .databases("%s = host=127.0.0.1 port=%d\n".formatted(source.name(), source.port()))
                        .start()) {
            String url = bouncer.jdbcUrl(source.name()).replace("user=postgres", "user=" + ROLE) + "&socketTimeout=20";
            thereBackAndThere(
                    source,
                    target,
                    "pgbouncer: [{admin: \"%s\", databasesFile: \"%s\"}]"
                            .formatted(bouncer.url("pgbouncer"), bouncer.databasesFile()),
                    () -> url);
            assertThat(failed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15})
    void clientsWithConnectionsOfTheirOwnAreToldDefinitely(int old) throws Exception {
        Path script = Files.writeString(
                directory.resolve("hook.sh"),
                """
                set -e
                cd "$(dirname "$0")"
                echo "$CULVERT_STEP $CULVERT_DIRECTION" >> steps
                if [ "$CULVERT_STEP" = switch ]; then
                  printf %s "$CULVERT_TO_URL" > url.new
                  mv url.new url
                  psql -X -q -o /dev/null "$CULVERT_FROM_URL" -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE usename = 'load_app' AND datname = current_database()"
                fi
                """);
        try (PostgresServer server = server(old);
                PostgresDatabase source = server.createDatabase("load");
                PostgresDatabase target = next.createDatabase("load")) {
            Path url = Files.writeString(directory.resolve("url"), source.url());
            thereBackAndThere(
                    source,
                    target,
                    "hooks: {pause: [sh, \"%1$s\"], switch: [sh, \"%1$s\"], resume: [sh, \"%1$s\"]}".formatted(script),
                    () -> url(read(url).equals(source.url()) ? source : target));
            assertThat(failed().stream().map(Attempt::sqlState).collect(Collectors.toSet()))
                    .isSubsetOf(TOLD);
            assertThat(Files.readAllLines(directory.resolve("steps")))
                    .containsExactly(
                            "pause forward",
                            "switch forward",
                            "resume forward",
                            "pause back",
                            "switch back",
                            "resume back",
                            "pause forward",
                            "switch forward",
                            "resume forward");
        }
    }

    /** Whoever ends the fence lets clients write again; a decision after that would lose what they wrote. */
    @Test
    void aFenceThatWasEndedDecidesNothing() throws InterruptedException {
        try (PostgresServer server = server(15);
                PostgresDatabase source = server.createDatabase("load");
                PostgresDatabase target = next.createDatabase("load")) {
            CutoverTables.create(source, ROLE);
            CutoverTables.create(target, ROLE);
            try (ReadyMigration migration = ReadyMigration.start(source, target, "{maxWritePause: 8s}")) {
                aPreparedTransactionStopsTheFence(migration);
                for (CutoverStep step : AFTER_THE_FENCE) {
                    endedAt(step, migration);
                }
            }
        }
    }

    private void endedAt(CutoverStep at, ReadyMigration migration) throws InterruptedException {
        PostgresDatabase source = migration.source();
        try (LoadedTurn loaded = LoadedTurn.start(source, migration.target(), ROLE, () -> url(source), attempts)) {
            CutoverListener ends = new CutoverListener() {
                @Override
                public void begins(CutoverStep step) {
                    loaded.begins(step);
                    if (step == at) {
                        assertThat(source.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                                        + " WHERE application_name LIKE 'culvert/%/fence'"))
                                .containsExactly(List.of("t"));
                        loaded.awaitEveryClient();
                    }
                }
            };
            assertThatThrownBy(() -> turns(migration, ends).cutover(CutoverOptions.REAL))
                    .as("ended at %s", at)
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.changed()).isEqualTo(Changed.NOTHING));
            loaded.end();
            assertThat(loaded.probes().problems(LoadedTurn.OLD)).isEmpty();
        }
        assertThat(new CutoverCheck(source).problems(attempts)).isEmpty();
        awaitSame(migration.target());
        awaitState(migration, Verb.CUTOVER);
    }

    private void thereBackAndThere(
            PostgresDatabase source, PostgresDatabase target, String traffic, Supplier<String> clients)
            throws Exception {
        CutoverTables.create(source, ROLE);
        CutoverTables.create(target, ROLE);
        try (ReadyMigration migration = ReadyMigration.start(
                source, target, "{maxWritePause: %ss, traffic: {%s}}".formatted(MAX_PAUSE.toSeconds(), traffic))) {
            turn(migration, Site.Role.TARGET, clients);
            turn(migration, Site.Role.SOURCE, clients);
            turn(migration, Site.Role.TARGET, clients);
            assertThat(attempts.count(Outcome.OK)).isGreaterThan(500);
        }
    }

    /** It is seen by nobody until it is committed, and nobody can end it: the turn waits for whoever made it. */
    private void aPreparedTransactionClosesTheGate(LoadedTurn loaded, Callable<Certificate> turn) {
        PreparedWrite prepared = loaded.prepare();
        assertThatThrownBy(turn::call).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CUTOVER_GATE);
            assertThat(e.changed()).isEqualTo(Changed.NOTHING);
            assertThat(e.findings())
                    .extracting(Finding::object)
                    .containsExactly("prepared transaction " + prepared.name());
        });
        loaded.awaitEveryClient();
        prepared.commit();
    }

    /** Behind the gates the fence waits for it in vain. */
    private void aPreparedTransactionStopsTheFence(ReadyMigration migration) throws InterruptedException {
        PostgresDatabase source = migration.source();
        try (LoadedTurn loaded = LoadedTurn.start(source, migration.target(), ROLE, () -> url(source), attempts)) {
            List<PreparedWrite> prepared = new ArrayList<>();
            CutoverListener prepares = new CutoverListener() {
                @Override
                public void begins(CutoverStep step) {
                    if (step == CutoverStep.GUARD) {
                        prepared.add(loaded.prepare());
                    }
                }
            };
            assertThatThrownBy(() -> turns(migration, prepares).cutover(CutoverOptions.REAL))
                    .isInstanceOfSatisfying(CulvertException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CUTOVER_BLOCKED);
                        assertThat(e.changed()).isEqualTo(Changed.NOTHING);
                        assertThat(e.fact()).contains(prepared.get(0).name());
                    });
            loaded.awaitEveryClient();
            prepared.get(0).commit();
        }
        awaitSame(migration.target());
        awaitState(migration, Verb.CUTOVER);
    }

    private void turn(ReadyMigration migration, Site.Role to, Supplier<String> clients) throws Exception {
        boolean forward = to == Site.Role.TARGET;
        PostgresDatabase oldSide = forward ? migration.source() : migration.target();
        PostgresDatabase newSide = forward ? migration.target() : migration.source();
        awaitState(migration, forward ? Verb.CUTOVER : Verb.ROLLBACK);
        try (LoadedTurn loaded = LoadedTurn.start(oldSide, newSide, ROLE, clients, attempts)) {
            awaitAutovacuum(oldSide);
            Turns turns = turns(migration, loaded);
            Callable<Certificate> turn =
                    () -> forward ? turns.cutover(CutoverOptions.REAL) : turns.rollback(CutoverOptions.REAL);
            List<List<String>> links = List.of(links(oldSide), links(newSide));
            aPreparedTransactionClosesTheGate(loaded, turn);
            assertThat(List.of(links(oldSide), links(newSide))).isEqualTo(links);
            Certificate made = turn.call();
            assertThat(made.terminated())
                    .as("the one that wrote before the fence")
                    .isPositive();
            loaded.end();
            assertThat(loaded.probes().problems(LoadedTurn.OLD, LoadedTurn.NEW)).isEmpty();
            assertThat(loaded.probes().longestGap()).isLessThan(MAX_PAUSE);
        }
        assertThat(new CutoverCheck(newSide).problems(attempts)).isEmpty();
        awaitSame(oldSide);
        // what circles between two servers would show sooner or later; what could circle shows now
        assertThat(links(newSide)).containsExactly("0", "1");
        assertThat(links(oldSide)).containsExactly("1", "0");
    }

    /** How many subscriptions and slots a database has. */
    private static List<String> links(PostgresDatabase database) {
        return database.query(
                        "SELECT (SELECT count(*) FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid"
                                + " WHERE d.datname = current_database()),"
                                + " (SELECT count(*) FROM pg_replication_slots WHERE database = current_database())")
                .get(0);
    }

    private void awaitSame(PostgresDatabase follower) {
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(new CutoverCheck(follower).problems(attempts))
                .isEmpty());
    }

    /** That it has been at work on the largest table, as the clients make it; on the other side it will be again. */
    private static void awaitAutovacuum(PostgresDatabase side) {
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> side.number("SELECT coalesce(sum(autovacuum_count), 0) FROM pg_stat_all_tables"
                                + " WHERE relname = 'largest'")
                        > 0);
    }

    private static void awaitState(ReadyMigration migration, Verb verb) {
        Awaitility.await().atMost(LIMIT).until(() -> turns(migration, CutoverListener.NONE)
                .standing()
                .state()
                .allows(verb));
    }

    /** Attempts of ordinary clients that were not acknowledged. */
    private List<Attempt> failed() {
        return attempts.all().stream()
                .filter(each -> each.outcome() != Outcome.OK)
                .filter(each -> !each.client().equals("held") && !each.client().startsWith("probe"))
                .toList();
    }

    private static Turns turns(ReadyMigration migration, CutoverListener listener) {
        return new Turns(
                migration.definition(),
                () -> DefinedTraffic.of(
                        migration.name(),
                        Sites.of(migration.definition()),
                        migration.definition().cutover().traffic(),
                        line -> {}),
                () -> Guard.NONE,
                listener,
                "test");
    }

    private static String url(PostgresDatabase database) {
        return LoadedTurn.url(database, ROLE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
