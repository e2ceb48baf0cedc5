package dev.culvert.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.SitesOf;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.corpus.TypeCorpus;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerifierIT {
    private static final Duration AGE = Duration.ofHours(1);
    private static final VerifyOptions SMALL = new VerifyOptions(2, 10, Duration.ZERO, 10, 3);
    private static final MigrationTables ALL = new MigrationTables(List.of(), List.of("public.excluded"));
    private static final Settling STILL = () -> {};

    private PostgresDatabase old;
    private PostgresDatabase fresh;
    private Sites sites;

    @BeforeEach
    void databases() {
        old = PostgresServer.shared(13).createDatabase("verify");
        fresh = PostgresServer.shared(18).createDatabase("verify");
        sites = SitesOf.databases(old, fresh);
    }

    @AfterEach
    void drop() {
        // the subscriber first: its subscription holds the publisher's slot
        fresh.close();
        old.close();
    }

    @Test
    void everyTypeIsTheSameTextOnEveryVersion() {
        TypeCorpus corpus = TypeCorpus.of(13);
        for (PostgresDatabase database : List.of(old, fresh)) {
            corpus.create(database);
            corpus.insert(database);
            // what a text that is made of texts quotes, and a byte that is no character
            database.execute(
                    "CREATE TYPE couple AS (a text, b text)",
                    "CREATE TYPE words AS RANGE (subtype = text)",
                    "CREATE TABLE tabs (id int PRIMARY KEY, t text, a text[], r words, c \"char\", p couple)",
                    "INSERT INTO tabs VALUES (1, 'a' || chr(11) || 'b', ARRAY['a' || chr(11) || 'b', '\"', NULL], words('a' || chr(11), 'b'), (-1)::\"char\", ROW('a' || chr(11), ''))");
        }

        // 13 reads this literal as a v, 18 as a vertical tab: here the values differ
        String literal = "E'\\001\\b\\f\\v\\r'";
        int id = corpus.values().stream()
                .map(TypeCorpus.Value::expression)
                .toList()
                .indexOf(literal);

        VerifyReport report = verifier(STILL).run(AGE);

        assertThat(report.differences()).extracting(Difference::key).containsExactly("id = " + id);
        assertThat(report.rows()).isEqualTo(corpus.values().size() + 1);
    }

    /** A byte that JSON writes as six. At full length, half a minute with {@code -Dculvert.test.sweep=all}, no text can be that long. */
    @Test
    void aRowWhoseTextIsTooLongForAServerIsCompared() {
        int length = Sweep.isAll() ? 180_000_000 : 180_000;
        both(
                "CREATE TABLE long (id int PRIMARY KEY, t text)",
                "INSERT INTO long VALUES (1, repeat(E'\\x01', " + length + "))");
        assertThat(verifier(STILL).run(AGE).rows()).isOne();
        fresh.execute("UPDATE long SET t = t || 'x'");
        assertThat(verifier(STILL).run(AGE).differences())
                .extracting(Difference::key)
                .containsExactly("id = 1");
    }

    @Test
    void findsEachKindOfDifferenceByItsKey() {
        both(
                "CREATE TABLE wide (a int, b numeric, v text, PRIMARY KEY (b, a))",
                "INSERT INTO wide SELECT i, i / 7, 'secret ' || i FROM generate_series(1, 95) AS i",
                "CREATE TABLE named (name text PRIMARY KEY, v bytea)",
                "INSERT INTO named SELECT 'n' || i, decode(md5(i::text), 'hex') FROM generate_series(1, 95) AS i",
                "CREATE TABLE keyless (v text)",
                "INSERT INTO keyless SELECT 'k' || i % 7 FROM generate_series(1, 95) AS i",
                "CREATE TABLE same (id int PRIMARY KEY)",
                "CREATE TABLE excluded (id int PRIMARY KEY)",
                "CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY)");
        fresh.execute(
                "UPDATE wide SET v = overlay(v PLACING 'S' FROM 1) WHERE a = 40",
                "DELETE FROM wide WHERE a = 50",
                "INSERT INTO wide VALUES (1000, 1000, 'above all'), (-1, -1, 'below all')",
                "UPDATE named SET v = set_bit(v, 77, 1 - get_bit(v, 77)) WHERE name = 'n7'",
                "DELETE FROM named WHERE name = 'n8'",
                "INSERT INTO named VALUES ('zz', '')",
                "UPDATE keyless SET v = 'other' WHERE ctid = (SELECT ctid FROM keyless WHERE v = 'k3' LIMIT 1)",
                "INSERT INTO excluded VALUES (1)",
                "INSERT INTO unlogged VALUES (1)");

        VerifyReport report = verifier(STILL).run(AGE);

        assertThat(report.differences())
                .extracting(each -> each.table().name() + " " + each.kind() + " " + each.key())
                .containsExactlyInAnyOrder(
                        "wide EXTRA (b, a) = (-1, -1)",
                        "wide CHANGED (b, a) = (5, 40)",
                        "wide MISSING (b, a) = (7, 50)",
                        "named CHANGED name = n7",
                        "named MISSING name = n8",
                        "named EXTRA name = zz",
                        "keyless MISSING 1 row without a key",
                        "keyless EXTRA 1 row without a key");
        assertThat(report.unlisted()).as("a fourth one of wide").isEqualTo(1);
        assertThat(report.tables()).isEqualTo(4);
        assertThatThrownBy(report::requireEqual).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.VERIFY_DIFFERENCES);
            assertThat(e.code().category().exitCode()).isEqualTo(5);
            assertThat(e.findings().toString()).contains("(5, 40)").doesNotContain("ecret");
        });
    }

    @Test
    void rowsOfPartitionsAndHeirsAreLookedAtWhereTheyAre() {
        both(
                "CREATE TABLE parted (id int, v int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
                "CREATE TABLE low PARTITION OF parted FOR VALUES FROM (0) TO (50) PARTITION BY LIST (id)",
                "CREATE TABLE lowest PARTITION OF low DEFAULT",
                "CREATE TABLE high PARTITION OF parted DEFAULT",
                "INSERT INTO parted SELECT generate_series(1, 99)",
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (1), (2)");
        fresh.execute("DELETE FROM ONLY parent", "DELETE FROM parted WHERE id = 7");

        assertThat(verifier(STILL).run(AGE).differences())
                .extracting(each -> each.table() + " " + each.key())
                .containsExactly("public.lowest id = 7", "public.parent id = 1");
        assertThat(verifier(STILL, new MigrationTables(List.of("public.parted"), List.of("public.low")))
                        .run(AGE)
                        .tables())
                .isEqualTo(1);
    }

    @Test
    void goesOnWhereItWasInterrupted() {
        both(
                "CREATE TABLE t (id int PRIMARY KEY, v int)",
                "INSERT INTO t SELECT i, i FROM generate_series(1, 95) AS i");
        fresh.execute("UPDATE t SET v = 0 WHERE id IN (15, 85)");
        AtomicInteger waits = new AtomicInteger();
        Settling once = () -> {
            if (waits.incrementAndGet() > 2) {
                throw new CulvertException(ErrorCode.PG_CONNECTION_LOST, "test", "cut", Changed.NOTHING, "repeat");
            }
        };

        VerifyReport cut = verifier(once).run(AGE);
        assertThat(cut.unable()).hasSize(1);
        assertThat(cut.differences()).extracting(Difference::key).containsExactly("id = 15");
        // done already: what is done to it now is of the next verify
        fresh.execute("UPDATE t SET v = 15 WHERE id = 15");
        VerifyReport whole = verifier(STILL).run(AGE);

        assertThat(whole.began()).isEqualTo(cut.began());
        assertThat(whole.differences()).extracting(Difference::key).containsExactly("id = 15", "id = 85");
        assertThat(whole.rows()).isEqualTo(95);
        assertThat(verifier(STILL).run(AGE).differences())
                .extracting(Difference::key)
                .containsExactly("id = 85");
    }

    @Test
    void aTableThatIsNotThereIsNotVerified() {
        old.execute("CREATE TABLE t (id int PRIMARY KEY)");

        VerifyReport report = verifier(STILL).run(AGE);

        assertThat(report.unable()).hasSize(1);
        assertThatThrownBy(report::requireEqual)
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERIFY_UNABLE));
    }

    @Test
    void checksAgainOnlyWhatWasWrittenTo() {
        both(
                "CREATE TABLE quiet (id int PRIMARY KEY)",
                "CREATE TABLE busy (id int PRIMARY KEY)",
                "INSERT INTO quiet VALUES (1)");
        assertThatThrownBy(() -> verifier(STILL).recheck(AGE)).hasMessageContaining("no verify");
        await().until(() -> old.number("SELECT n_tup_ins FROM pg_stat_all_tables WHERE relname = 'quiet'") == 1);
        verifier(STILL).run(AGE).requireEqual();
        fresh.execute("DELETE FROM quiet");
        old.execute("INSERT INTO busy VALUES (5)");
        await().until(() -> old.number("SELECT n_tup_ins FROM pg_stat_all_tables WHERE relname = 'busy'") == 1);

        assertThat(verifier(STILL).recheck(Duration.ofMinutes(1)).differences())
                .extracting(each -> each.table().name())
                .containsExactly("busy");
        old.execute("INSERT INTO busy VALUES (6)");
        await().until(() -> old.number("SELECT n_tup_ins FROM pg_stat_all_tables WHERE relname = 'busy'") == 2);
        assertThat(verifier(STILL).recheck(Duration.ZERO).unable()).hasSize(1);
    }

    /** A hot row, a moving key, a table without a key: all in flight all the time, and one row that really differs. */
    @Test
    void whatIsUnderWayIsNoDifference() throws Exception {
        both(
                "CREATE TABLE hot (id int PRIMARY KEY, v int)",
                "INSERT INTO hot SELECT i, 0 FROM generate_series(1, 50) AS i",
                "CREATE TABLE named (name text PRIMARY KEY, v int)",
                "INSERT INTO named SELECT 'n' || i, 0 FROM generate_series(1, 50) AS i",
                "CREATE TABLE keyless (v int)",
                "ALTER TABLE keyless REPLICA IDENTITY FULL",
                "INSERT INTO keyless SELECT 0 FROM generate_series(1, 20)",
                "CREATE TABLE token (id int PRIMARY KEY, v bigint)",
                "INSERT INTO token VALUES (1, 0)");
        String name = "verify_" + old.name();
        old.execute("CREATE PUBLICATION p FOR ALL TABLES");
        old.query("SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
        fresh.execute("CREATE SUBSCRIPTION " + name + " CONNECTION 'host=127.0.0.1 port=" + old.port()
                + " user=postgres dbname=" + old.name()
                + "' PUBLICATION p WITH (copy_data = false, create_slot = false)");
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                old.execute(
                        "UPDATE hot SET v = v + 1 WHERE id IN (1, 2, 33)",
                        "UPDATE hot SET id = 1000 - id WHERE id IN (20, 980)",
                        "UPDATE named SET v = v + 1 WHERE name = 'n5'",
                        "INSERT INTO keyless VALUES (1)",
                        "DELETE FROM keyless WHERE v = 1");
            }
        });
        writer.start();
        try {
            Settling token = () -> {
                long value = old.number("UPDATE token SET v = v + 1 RETURNING v");
                await().until(() -> fresh.number("SELECT v FROM token") >= value);
            };
            assertThat(verifier(token).run(AGE).differences()).isEmpty();
            fresh.execute("ALTER SUBSCRIPTION " + name + " DISABLE");
            AtomicBoolean waited = new AtomicBoolean();
            Settling late = () -> {
                fresh.execute("ALTER SUBSCRIPTION " + name + " ENABLE");
                token.await();
                waited.set(true);
            };
            old.execute("UPDATE hot SET v = -5 WHERE id = 40");
            assertThat(verifier(late).run(AGE).differences()).isEmpty();
            assertThat(waited).isTrue();
            fresh.execute("UPDATE hot SET v = -1 WHERE id = 34", "DELETE FROM named WHERE name = 'n6'");

            assertThat(verifier(token).run(AGE).differences())
                    .extracting(Difference::key)
                    .containsExactlyInAnyOrder("id = 34", "name = n6");
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private void both(String... statements) {
        old.execute(statements);
        fresh.execute(statements);
    }

    private Verifier verifier(Settling settling) {
        return verifier(settling, ALL);
    }

    private Verifier verifier(Settling settling, MigrationTables tables) {
        return new Verifier("shop", sites.source(), sites.target(), tables, settling, SMALL);
    }
}
