package dev.culvert.migration.traffic.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.site.Site.Role;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.migration.traffic.DirectClients;
import dev.culvert.migration.traffic.SitesOf;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.traffic.protocol.Endpoint;
import dev.culvert.migration.traffic.protocol.SimpleSession;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.cutover.Attempt;
import dev.culvert.testkit.cutover.CutoverCheck;
import dev.culvert.testkit.cutover.CutoverLoad;
import dev.culvert.testkit.cutover.CutoverTables;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real poolers: every property is looked at through them, as a client. */
class PgBouncerTrafficIT {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final TlsDefinition NO_TLS =
            new TlsDefinition(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static PostgresDatabase source;
    private static PostgresDatabase target;
    private static Sites sites;

    @TempDir
    Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void servers() {
        source = PostgresServer.shared(15).createDatabase("traffic");
        target = PostgresServer.shared(18).createDatabase("traffic");
        source.execute("CREATE TABLE side AS SELECT 'source' AS name");
        target.execute("CREATE TABLE side AS SELECT 'target' AS name");
        sites = SitesOf.databases(source, target);
    }

    @AfterAll
    static void drop() {
        source.close();
        target.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void clientsThatComePastThePoolerAreSaid() throws Exception {
        PgBouncer bouncer = start(pooler(entry()));
        Traffic traffic = traffic(bouncer);
        try (Connection pooled = DriverManager.getConnection(bouncer.jdbcUrl(source.name()));
                Session session = sites.source().open("it")) {
            pooled.createStatement().execute("SELECT 1");
            assertThat(DirectClients.look(session, traffic))
                    .matches(finding -> finding.severity() == Severity.PASSED)
                    .extracting(Finding::fact)
                    .isEqualTo("1 sessions, all of them the poolers'.");
            try (Connection direct = DriverManager.getConnection(source.jdbcUrl() + "&ApplicationName=nightly%20job")) {
                assertThat(direct.isValid(5)).isTrue();
                Finding found = DirectClients.look(session, traffic);
                assertThat(found.code()).isEqualTo(ErrorCode.POOLER_BYPASSED);
                assertThat(found.severity()).isEqualTo(Severity.WARNING);
                assertThat(found.fact()).isEqualTo("postgres from 127.0.0.1, \"nightly job\" comes past the poolers.");
                assertThat(DirectClients.look(session, new CombinedTraffic(List.of()))
                                .severity())
                        .as("nothing is said of clients where there is no pooler")
                        .isEqualTo(Severity.PASSED);
            }
        }
    }

    @Test
    void movesHeldClientsAndComesBack() throws Exception {
        PgBouncer bouncer = start(pooler(entry()));
        Files.setPosixFilePermissions(bouncer.databasesFile(), PosixFilePermissions.fromString("rw-r-----"));
        PosixFileAttributes attributes = Files.readAttributes(bouncer.databasesFile(), PosixFileAttributes.class);
        String before = Files.readString(bouncer.databasesFile());
        Traffic traffic = traffic(bouncer);

        assertThat(traffic.check(Role.SOURCE, PAUSE)).allMatch(finding -> finding.severity() != Severity.ERROR);
        assertThat(traffic.prepareProbe(Role.TARGET))
                .extracting(Finding::severity)
                .containsOnly(Severity.PASSED);
        traffic.pause(Role.TARGET, PAUSE);
        CompletableFuture<String> held = CompletableFuture.supplyAsync(() -> side(bouncer));
        assertThatThrownBy(() -> held.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        traffic.switchTo(Role.TARGET);
        // server_login_retry is 15 s, and this client was the first of its pool
        assertThat(held.get(5, TimeUnit.SECONDS)).isEqualTo("target");
        assertThat(traffic.probe(Role.TARGET)).extracting(Finding::severity).containsOnly(Severity.PASSED);
        traffic.restore();

        assertThat(Files.readString(bouncer.databasesFile()))
                .doesNotContain("probe")
                .contains("culvert shop source was:");
        assertThat(traffic.check(Role.TARGET, PAUSE)).allMatch(finding -> finding.severity() != Severity.ERROR);
        traffic.pause(Role.SOURCE, PAUSE);
        traffic.switchTo(Role.SOURCE);
        assertThat(side(bouncer)).isEqualTo("source");
        assertThat(Files.readString(bouncer.databasesFile())).isEqualTo(before);
        PosixFileAttributes after = Files.readAttributes(bouncer.databasesFile(), PosixFileAttributes.class);
        assertThat(after.permissions()).isEqualTo(attributes.permissions());
        assertThat(after.owner()).isEqualTo(attributes.owner());
    }

    @Test
    void clientsNoticeNothingOfAPauseThatIsGivenBack() {
        PostgresDatabase busy = source.server().createDatabase("busy");
        opened.add(busy);
        CutoverTables.create(busy, "traffic_app");
        String name = busy.name();
        PgBouncer bouncer =
                start(pooler(name + " = host=127.0.0.1 port=" + busy.port()).user("traffic_app", ""));
        Traffic traffic = PgBouncers.of("shop", SitesOf.databases(busy, target), poolers(node(bouncer)));
        opened.add(0, traffic);
        try (CutoverLoad load = CutoverLoad.start(
                bouncer.jdbcUrl(name).replace("user=postgres", "user=traffic_app") + "&socketTimeout=20",
                Duration.ofMillis(2))) {
            for (int i = 0; i < 3; i++) {
                load.awaitEveryClient();
                traffic.pause(Role.TARGET, PAUSE);
                traffic.resume(Role.SOURCE);
            }
            load.awaitEveryClient();
            load.stop();
            assertThat(load.attempts().all())
                    .filteredOn(each -> each.outcome() != Attempt.Outcome.OK)
                    .as(bouncer::log)
                    .isEmpty();
            assertThat(new CutoverCheck(busy).problems(load.attempts())).isEmpty();
        }
    }

    /** PgBouncer looks every third of a second for connections to have in stock, for a database that is paused too. */
    @Test
    void norDoesOneThatComesAfterItWhereThePoolerKeepsConnectionsInStock() throws Exception {
        PgBouncer bouncer = start(pooler(entry()).setting("min_pool_size", "3"));
        Traffic traffic = traffic(bouncer);
        try (Connection client = DriverManager.getConnection(bouncer.jdbcUrl(source.name()));
                Statement statement = client.createStatement()) {
            statement.execute("SELECT 1");

            traffic.pause(Role.TARGET, PAUSE);
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> logins(bouncer) == 0);
            traffic.resume(Role.SOURCE);

            statement.execute("SELECT 1");
            assertThat(setting(bouncer, "min_pool_size")).isEqualTo("0");
            traffic.restore();
            assertThat(setting(bouncer, "min_pool_size")).isEqualTo("3");
        }
    }

    private static int logins(PgBouncer bouncer) throws Exception {
        try (SimpleSession console =
                SimpleSession.open(Endpoint.parse(bouncer.url("pgbouncer"), Optional.empty(), NO_TLS), PAUSE)) {
            return console.query("SHOW POOLS", PAUSE).stream()
                    .mapToInt(row -> Integer.parseInt(row.get("sv_login")))
                    .sum();
        }
    }

    private static String setting(PgBouncer bouncer, String key) throws Exception {
        try (SimpleSession console =
                SimpleSession.open(Endpoint.parse(bouncer.url("pgbouncer"), Optional.empty(), NO_TLS), PAUSE)) {
            return console.query("SHOW CONFIG", PAUSE).stream()
                    .filter(row -> row.get("key").equals(key))
                    .map(row -> row.get("value"))
                    .findAny()
                    .orElseThrow();
        }
    }

    @Test
    void anEntrysOwnStockIsSaid() {
        PgBouncer bouncer = start(pooler(entry() + " min_pool_size=3"));

        assertThat(traffic(bouncer).check(Role.SOURCE, PAUSE)).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.fact()).contains("min_pool_size = 3");
        });
    }

    @Test
    void givesBackWhatAnotherProcessHeldAndMoved() throws Exception {
        PgBouncer bouncer = start(pooler(entry()));
        String before = Files.readString(bouncer.databasesFile());
        try (Traffic killed = traffic(bouncer)) {
            killed.pause(Role.TARGET, PAUSE);
            killed.switchTo(Role.TARGET);
            killed.pause(Role.SOURCE, PAUSE);
        }

        Traffic watchdog = traffic(bouncer);
        watchdog.resume(Role.SOURCE);
        watchdog.resume(Role.SOURCE);

        assertThat(side(bouncer)).isEqualTo("source");
        assertThat(Files.readString(bouncer.databasesFile())).isEqualTo(before);
    }

    @Test
    void holdsEveryNodeOrNone() throws Exception {
        PgBouncer free = start(pooler(entry()));
        PgBouncer busy = start(PgBouncer.of(source.server()).databasesOf(free));
        Traffic traffic = traffic(free, busy);
        try (Connection client = DriverManager.getConnection(busy.jdbcUrl(source.name()));
                Statement statement = client.createStatement()) {
            client.setAutoCommit(false);
            statement.execute("SELECT 1");

            assertThatThrownBy(() -> traffic.pause(Role.TARGET, Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(CulvertException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.POOLER_PAUSE);
                        assertThat(e.object()).contains(":" + busy.port() + "/");
                    });

            assertThat(side(free)).isEqualTo("source");
            assertThat(side(busy)).isEqualTo("source");
            client.commit();
        }
        traffic.pause(Role.TARGET, PAUSE);
        traffic.switchTo(Role.TARGET);
        assertThat(side(free)).isEqualTo("target");
        assertThat(side(busy)).isEqualTo("target");
    }

    @Test
    void aNodeThatDoesNotAnswerHoldsNobody() {
        PgBouncer alive = start(pooler(entry()));
        PgBouncer silent = start(pooler(entry()));
        Traffic traffic = traffic(alive, silent);
        silent.signal("STOP");

        assertThat(traffic.check(Role.SOURCE, PAUSE))
                .anyMatch(finding -> finding.code() == ErrorCode.POOLER_UNREACHABLE
                        && finding.severity() == Severity.ERROR
                        && finding.object().contains(":" + silent.port() + "/"));
        assertThatThrownBy(() -> traffic.pause(Role.TARGET, Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POOLER_RESUME));
        assertThat(side(alive)).isEqualTo("source");

        silent.signal("CONT");
        traffic.resume(Role.SOURCE);
        assertThat(side(silent)).isEqualTo("source");
    }

    @Test
    void refusesSessionModeWherePausesMayNeverBeHad() {
        PgBouncer session = start(pooler(entry()).setting("pool_mode", "session"));
        PgBouncer database = start(pooler(entry() + " pool_mode=session"));

        assertThat(errors(traffic(session))).containsExactly(ErrorCode.POOLER_MODE);
        assertThat(errors(traffic(database))).containsExactly(ErrorCode.POOLER_MODE);
    }

    @Test
    void refusesAPoolerThatLeadsElsewhereIsPausedOrCannotWait() {
        PgBouncer bouncer = start(pooler(entry().replace("port=", "port=1") + "\n" + "other = host=127.0.0.1")
                .setting("query_wait_timeout", "7"));
        bouncer.command("PAUSE " + source.name());

        assertThat(errors(traffic(bouncer)))
                .containsExactly(ErrorCode.POOLER_PAUSED, ErrorCode.POOLER_ELSEWHERE, ErrorCode.POOLER_TIMEOUTS);
    }

    @Test
    void refusesADatabaseWithoutAnEntryOfItsOwn() {
        PgBouncer bouncer = start(pooler("* = host=127.0.0.1 port=" + source.port()));

        assertThat(errors(traffic(bouncer))).containsExactly(ErrorCode.POOLER_FILE, ErrorCode.POOLER_FILE);
    }

    @Test
    void aFileThatDoesNotParseIsFoundBeforeAndNeverResumed() throws Exception {
        PgBouncer bouncer = start(pooler(entry()));
        Traffic traffic = traffic(bouncer);
        Files.writeString(bouncer.databasesFile(), "this is no line\n" + entry() + "\n");
        assertThat(errors(traffic)).containsExactly(ErrorCode.POOLER_FILE);
        Files.writeString(bouncer.databasesFile(), entry().replace("port=", "port=1") + "\n");
        assertThat(errors(traffic)).containsExactly(ErrorCode.POOLER_FILE);
        // a key that only PgBouncer knows not to be one
        Files.writeString(bouncer.databasesFile(), "x = host=127.0.0.1 nonsense=1\n" + entry() + "\n");
        assertThatThrownBy(() -> traffic.prepareProbe(Role.TARGET))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POOLER_RELOAD));
        traffic.pause(Role.TARGET, PAUSE);
        assertThatThrownBy(() -> traffic.switchTo(Role.TARGET))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POOLER_RELOAD));

        Files.writeString(bouncer.databasesFile(), entry() + "\n");
        traffic.switchTo(Role.TARGET);
        assertThat(side(bouncer)).isEqualTo("target");
    }

    @Test
    void theProbeTellsAnotherServer() throws Exception {
        PgBouncer bouncer = start(pooler(entry()));
        Traffic wrong = PgBouncers.of("shop", SitesOf.databases(source, source), poolers(node(bouncer)));
        Traffic right = traffic(bouncer);

        right.prepareProbe(Role.TARGET);
        opened.add(wrong);

        assertThat(wrong.probe(Role.TARGET)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(ErrorCode.POOLER_ELSEWHERE);
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        });
        right.restore();
        assertThat(right.probe(Role.TARGET)).extracting(Finding::severity).containsOnly(Severity.UNKNOWN);
    }

    @Test
    void logsInByPasswordAndByUnixSocket() throws Exception {
        for (String type : List.of("plain", "md5", "scram-sha-256")) {
            PgBouncer bouncer = start(pooler(entry())
                    .setting("auth_type", type)
                    .user("operator", "p\u00e4ss")
                    .setting("admin_users", "operator"));
            Path secret = Files.writeString(directory.resolve("secret"), "p\u00e4ss\n");
            Path wrong = Files.writeString(directory.resolve("wrong"), "other\n");
            String url = "postgresql://operator@"
                    + bouncer.socketDir().toString().replace("/", "%2F") + ":" + bouncer.port() + "/pgbouncer";

            assertThat(errors(traffic(node(bouncer, url, secret)))).as(type).isEmpty();
            assertThat(errors(traffic(node(bouncer, url, wrong)))).as(type).containsExactly(ErrorCode.POOLER_AUTH);
        }
    }

    private List<ErrorCode> errors(Traffic traffic) {
        return traffic.check(Role.SOURCE, PAUSE).stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(Finding::code)
                .toList();
    }

    private static String entry() {
        return source.name() + " = host=127.0.0.1 port=" + source.port();
    }

    private static PgBouncer.Builder pooler(String entries) {
        return PgBouncer.of(source.server()).databases("; the shop\n" + entries + "\n");
    }

    private PgBouncer start(PgBouncer.Builder builder) {
        PgBouncer bouncer = builder.start();
        opened.add(bouncer);
        return bouncer;
    }

    private Traffic traffic(PgBouncer... bouncers) {
        return traffic(Stream.of(bouncers).map(PgBouncerTrafficIT::node).toArray(CutoverDefinition.PgBouncer[]::new));
    }

    private static CutoverDefinition.Traffic poolers(CutoverDefinition.PgBouncer... nodes) {
        return new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(nodes), Optional.empty());
    }

    private Traffic traffic(CutoverDefinition.PgBouncer... nodes) {
        Traffic traffic = PgBouncers.of("shop", sites, poolers(nodes));
        opened.add(0, traffic);
        return traffic;
    }

    private static CutoverDefinition.PgBouncer node(PgBouncer bouncer) {
        return new CutoverDefinition.PgBouncer(
                bouncer.url("pgbouncer"), Optional.empty(), List.of(), Optional.of(bouncer.databasesFile()), NO_TLS);
    }

    private static CutoverDefinition.PgBouncer node(PgBouncer bouncer, String url, Path secret) {
        return new CutoverDefinition.PgBouncer(
                url,
                Optional.of(new SecretReference.File(secret)),
                List.of(),
                Optional.of(bouncer.databasesFile()),
                NO_TLS);
    }

    private static String side(PgBouncer bouncer) {
        try (Connection connection = DriverManager.getConnection(bouncer.jdbcUrl(source.name()) + "&socketTimeout=10");
                ResultSet row = connection.createStatement().executeQuery("SELECT name FROM side")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
