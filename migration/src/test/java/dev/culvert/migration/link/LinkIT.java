package dev.culvert.migration.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String[] TABLES = {
        "CREATE TABLE t (a int PRIMARY KEY, b text)",
        "CREATE TABLE p (a int, b text, PRIMARY KEY (a)) PARTITION BY RANGE (a)",
        "CREATE TABLE p_low PARTITION OF p FOR VALUES FROM (MINVALUE) TO (10)",
        "CREATE TABLE p_high PARTITION OF p FOR VALUES FROM (10) TO (MAXVALUE)"
    };
    private static final List<TableId> LEAVES =
            List.of(new TableId("public", "t"), new TableId("public", "p_low"), new TableId("public", "p_high"));

    /** Both directions of an upgrade, and pairs whose options differ. */
    @ParameterizedTest
    @CsvSource({"13, 18", "18, 13", "15, 18", "14, 17", "17, 18"})
    void carriesChangesAndTokensAndIsRepeatable(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("link_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("link_t")) {
            source.execute(TABLES);
            target.execute(TABLES);
            Sites sites = TestSites.of(source, target);
            Link link = new Link(Link.forwardName("link-it", 1), sites.source(), sites.target());
            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                LinkPublisher publisher = new LinkPublisher(link, s);
                LinkSubscriber subscriber = new LinkSubscriber(link, t);
                publisher.publishTables(LEAVES.subList(0, 1));
                publisher.publishTables(LEAVES);
                assertThat(publisher.published())
                        .contains(LEAVES.stream().sorted().toList());
                Lsn point = publisher.createSlot(PATIENCE);
                assertThat(publisher.createSlot(PATIENCE)).isEqualTo(point);
                new Heartbeat(link, t).prepare();
                assertThat(subscriber.create(s.version(), true, Origin.NONE)).isTrue();
                subscriber.create(s.version(), true, Origin.NONE);
                subscriber.requireTables(LEAVES);
                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() -> subscriber.requireTables(LEAVES.subList(0, 1)))
                        .matches(e -> e.code() == ErrorCode.LINK_STUCK);
                source.execute("INSERT INTO t VALUES (1, 'one')", "INSERT INTO p VALUES (1, 'low'), (11, 'high')");
                subscriber.enable();

                Token token = new Heartbeat(link, s).write();
                arrived(link, token);

                assertThat(target.query("SELECT a, b FROM t UNION ALL SELECT a, b FROM p ORDER BY 1, 2"))
                        .isEqualTo(List.of(List.of("1", "low"), List.of("1", "one"), List.of("11", "high")));
                // one partition alone: by the root, this would not be in the stream
                source.execute("TRUNCATE p_low");
                arrived(link, new Heartbeat(link, s).write());
                assertThat(target.number("SELECT count(*) FROM p")).isEqualTo(1);

                LinkState state = subscriber.state().orElseThrow();
                assertThat(state.enabled()).isTrue();
                assertThat(state.worker()).isPresent();
                assertThat(state.notReady()).isEmpty();
                assertThat(state.applyErrors().isPresent()).isEqualTo(to >= 15);
                assertThat(new Links(sites, "link-it", s, t).forward())
                        .singleElement()
                        .matches(FoundLink::isWhole)
                        .matches(found -> found.link().equals(link));
                assertThat(new Links(sites, "link", s, t).forward()).isEmpty();

                subscriber.disable(PATIENCE);
                assertThat(subscriber.state().orElseThrow().worker()).isEmpty();
                Token unseen = new Heartbeat(link, s).write();
                assertThat(new Heartbeat(link, t).shows(unseen)).isFalse();
                assertThat(new Heartbeat(link, t).shows(token))
                        .as("a later one is there")
                        .isTrue();
                assertThat(publisher.flushed(unseen.before())).isFalse();
                subscriber.enable();
                arrived(link, unseen);

                subscriber.dropAll(PATIENCE);
                subscriber.dropAll(PATIENCE);
                assertThat(publisher.slot()).as("not the subscriber's").isPresent();
                publisher.dropAll(PATIENCE);
                publisher.dropAll(PATIENCE);
                assertThat(new Links(sites, "link-it", s, t).forward()).isEmpty();
            }
        }
    }

    private static void arrived(Link link, Token token) {
        try (Session s = link.publisher().open("it");
                Session t = link.subscriber().open("it")) {
            LinkPublisher publisher = new LinkPublisher(link, s);
            Heartbeat there = new Heartbeat(link, t);
            Deadline.after(PATIENCE)
                    .require(
                            () -> there.shows(token) && publisher.flushed(token.before()),
                            () -> "token " + token + ", seen " + there.read() + " and " + publisher.slot());
        }
    }

    @Test
    void whatIsNotThereIsUnknown() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("none_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("none_t")) {
            Sites sites = TestSites.of(source, target);
            Link link = new Link(Link.reverseName("none", 1), sites.target(), sites.source());
            try (Session publishing = sites.target().open("it");
                    Session subscribing = sites.source().open("it")) {
                LinkPublisher publisher = new LinkPublisher(link, publishing);
                assertThat(new Heartbeat(link, publishing).read()).isEmpty();
                assertThat(publisher.flushed(Lsn.parse("0/1"))).isFalse();
                assertThat(publisher.published()).isEmpty();
                assertThat(new LinkSubscriber(link, subscribing).state()).isEmpty();
                new Heartbeat(link, publishing).prepare();
                Token token = new Heartbeat(link, publishing).write();
                new Heartbeat(link, subscribing).prepare();
                subscribing.update("DELETE FROM " + Link.SCHEMA + "." + link.name());
                assertThat(new Heartbeat(link, subscribing).read()).isEmpty();
                assertThat(new Heartbeat(link, subscribing).shows(token)).isFalse();
                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() -> publisher.advance(token.before()))
                        .matches(e -> e.code() == ErrorCode.SLOT_LOST);

                Lsn begin = publisher.createSlot(PATIENCE);
                Token later = new Heartbeat(link, publishing).write();
                assertThat(publisher.flushed(later.before())).isFalse();
                publisher.advance(later.before());
                publisher.advance(begin);
                assertThat(publisher.flushed(later.before())).isTrue();
                publisher.dropAll(PATIENCE);
            }
        }
    }

    /** A token is later than what was committed before it, and its position lies before its own commit. */
    @Test
    void aTokenCoversWhatWasCommittedBefore() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("token")) {
            Site site = TestSites.site(Site.Role.SOURCE, source);
            Link link = new Link(Link.forwardName("token", 1), site, site);
            try (Session s = site.open("it")) {
                Heartbeat heartbeat = new Heartbeat(link, s);
                heartbeat.prepare();
                Token first = heartbeat.write();
                Lsn between = s.one(
                        "SELECT pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text AS lsn", row -> row.lsn("lsn"));
                Token second = heartbeat.write();
                assertThat(first.before()).isLessThan(between);
                assertThat(second.before()).isGreaterThan(between);
                assertThat(second.beat()).isEqualTo(first.beat() + 1);
                heartbeat.prepare();
                assertThat(heartbeat.read().orElseThrow().number()).isEqualTo(second.beat());
            }
        }
    }

    @Test
    void thePasswordIsInNoLog() throws Exception {
        String password = "S3CR3T-canary 'q\\b";
        Path file = Files.createTempFile("secret", "");
        Files.writeString(file, password);
        try (PostgresServer from = PostgresServer.builder(15).password(password).start();
                PostgresServer to = PostgresServer.builder(18)
                        .setting("log_statement", "all")
                        .setting("log_duration", "on")
                        .setting("log_min_duration_statement", "0")
                        .setting("log_min_error_statement", "debug5")
                        .setting("shared_preload_libraries", "pg_stat_statements")
                        .start()) {
            to.maintenance().execute("CREATE EXTENSION pg_stat_statements", "CREATE TABLE t (a int PRIMARY KEY)");
            from.maintenance().execute("CREATE TABLE t (a int PRIMARY KEY)");
            Site source = TestSites.site(
                    Site.Role.SOURCE, from.maintenance().url(), Optional.of(new SecretReference.File(file)));
            Link link = new Link("culvert_x_e1", source, TestSites.site(Site.Role.TARGET, to.maintenance()));
            try (Session s = source.open("it");
                    Session t = link.subscriber().open("it")) {
                LinkPublisher publisher = new LinkPublisher(link, s);
                LinkSubscriber subscriber = new LinkSubscriber(link, t);
                // it fails first, and a failing statement is logged too
                String shown = "";
                t.update("CREATE SCHEMA culvert");
                try {
                    from.maintenance().execute("ALTER ROLE postgres NOLOGIN");
                    subscriber.create(s.version(), true, Origin.ANY);
                } catch (CulvertException e) {
                    shown = e + " " + e.getCause();
                }
                assertThat(shown).isNotEmpty().doesNotContain("S3CR3T");
                s.update("ALTER ROLE postgres LOGIN");
                publisher.publishTables(List.of(new TableId("public", "t")));
                publisher.createSlot(PATIENCE);
                assertThat(subscriber.create(s.version(), true, Origin.ANY)).isTrue();
                subscriber.enable();
                arrived(link, new Heartbeat(link, s).write());
                assertThat(to.maintenance()
                                .number("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%S3CR' || '3T%'"))
                        .isZero();
                subscriber.dropAll(PATIENCE);
                publisher.dropAll(PATIENCE);
            }
            assertThat(to.log()).contains("ALTER SUBSCRIPTION").doesNotContain("S3CR3T");
            assertThat(from.log()).doesNotContain("S3CR3T");
        } finally {
            Files.delete(file);
        }
    }
}
