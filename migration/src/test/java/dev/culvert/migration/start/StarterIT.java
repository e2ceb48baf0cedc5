package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.link.Token;
import dev.culvert.migration.schema.SchemaSteps;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.state.StateReader;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.TestkitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every test ends with each row of both sides compared, while clients wrote all the time. */
@Timeout(120)
class StarterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ACCOUNTS = 12_000;
    private static final String NAME = "start-it";

    @ParameterizedTest
    @CsvSource({"13, 18", "15, 18"})
    void copiesUnderLoadAndStreamsFromTheExactPoint(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("start_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("start_t")) {
            Shop.create(source, ACCOUNTS);
            Collection<StartProgress> told = new ConcurrentLinkedQueue<>();
            try (Shop shop = Shop.write(source, 2, ACCOUNTS)) {
                StartResult result = starter(source, target, new PlainSchema(source, target), told::add)
                        .start();

                assertThat(result).isEqualTo(StartResult.STREAMING);
                assertThat(shop.acknowledged()).isPositive();
            }
            arrived(source, target);
            Shop.assertSame(source, target);
            assertThat(told.stream().map(StartProgress::phase).distinct())
                    .containsExactly(
                            StartPhase.CHECKING,
                            StartPhase.LINKING,
                            StartPhase.SCHEMA,
                            StartPhase.COPYING,
                            StartPhase.FINISHING,
                            StartPhase.CATCHING_UP,
                            StartPhase.STREAMING);
            CopyRecord.Entry accounts = entries(source, target).stream()
                    .filter(entry -> entry.table().name().equals("accounts"))
                    .findFirst()
                    .orElseThrow();
            assertThat(accounts.parts()).isGreaterThan(2);
            assertThat(accounts.rows()).isEqualTo(ACCOUNTS);
            assertThat(accounts.binary()).isTrue();
            // nobody else writes to the target
            for (String table : Shop.TABLES) {
                assertThatThrownBy(() -> target.execute("DELETE FROM " + table))
                        .as(table)
                        .isInstanceOf(TestkitException.class)
                        .hasMessageContaining("does not take writes");
            }
            assertThat(starter(source, target, new PlainSchema(source, target), told::add)
                            .start())
                    .as("again")
                    .isEqualTo(StartResult.STREAMING);
            target.execute("UPDATE culvert.migration SET source_system = '1'");
            assertThatThrownBy(() -> starter(source, target, new PlainSchema(source, target), told::add)
                            .start())
                    .as("a name that is used again, with another source")
                    .hasMessageContaining("from another source, system identifier 1,");
            pausedResumedAndCancelled(source, target);
        }
    }

    private static void pausedResumedAndCancelled(PostgresDatabase source, PostgresDatabase target) {
        Sites sites = TestSites.of(source, target);
        new Pauser(sites, NAME).pause(PATIENCE);
        source.execute("INSERT INTO empty_one VALUES (1)");
        try (Session s = sites.source().open("it");
                Session t = sites.target().open("it")) {
            FoundLink found = new Links(sites, NAME, s, t).forward().get(0);
            Token token = new Heartbeat(found.link(), s).write();
            assertThat(new LinkSubscriber(found.link(), t).state().orElseThrow().worker())
                    .isEmpty();
            assertThat(new Heartbeat(found.link(), t).shows(token)).isFalse();
            new Pauser(sites, NAME).resume();
        }
        arrived(source, target);
        assertThat(target.number("SELECT count(*) FROM empty_one")).isEqualTo(1);

        int tables = new Canceller(sites, NAME).cancel(PATIENCE);
        new Canceller(sites, NAME).cancel(PATIENCE);

        assertThat(tables).isEqualTo(10);
        assertThat(target.number("SELECT count(*) FROM accounts")).isEqualTo(ACCOUNTS);
        target.execute("DELETE FROM empty_one");
        for (PostgresDatabase each : List.of(source, target)) {
            assertThat(
                            each.number(
                                    "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_namespace"
                                            + " WHERE nspname = 'culvert') + (SELECT count(*) FROM pg_replication_slots WHERE"
                                            + " database = current_database()) + (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'culvert%')"))
                    .isZero();
        }
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> starter(source, target, new PlainSchema(source, target), any -> {})
                        .start())
                .matches(e -> e.code() == ErrorCode.TARGET_NOT_EMPTY);
    }

    /** Killed twice in the middle: three epochs, and no table in two of them. */
    @Test
    void killedAndRepeatedNoTableHasTwoStartPoints() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("kill_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("kill_t")) {
            Shop.create(source, ACCOUNTS);
            try (Shop shop = Shop.write(source, 2, ACCOUNTS)) {
                for (int after : List.of(2, 4)) {
                    List<Starter> killed = new ArrayList<>();
                    SchemaSteps dies =
                            new Dying(source, target, after, () -> killed.get(0).abort());
                    killed.add(starter(source, target, dies, any -> {}));
                    assertThatExceptionOfType(CulvertException.class)
                            .isThrownBy(() -> killed.get(0).start());
                }
                assertThat(starter(source, target, new Clashing(source, target), any -> {})
                                .start())
                        .isEqualTo(StartResult.STREAMING);
                assertThat(shop.acknowledged()).isPositive();
            }
            arrived(source, target);
            Shop.assertSame(source, target);
            List<String> subscribed = new ArrayList<>();
            Set<String> links = new TreeSet<>();
            target.query(
                            """
                            SELECT s.subname, r.srrelid::regclass::text FROM pg_subscription_rel r
                            JOIN pg_subscription s ON s.oid = r.srsubid JOIN pg_class c ON c.oid = r.srrelid
                            WHERE c.relnamespace = 'public'::regnamespace""")
                    .forEach(row -> {
                        links.add(row.get(0));
                        subscribed.add(row.get(1));
                    });
            assertThat(links).containsExactly("culvert_start_it_e1", "culvert_start_it_e2", "culvert_start_it_e3");
            assertThat(subscribed).doesNotHaveDuplicates().hasSize(8);
            assertThat(target.number("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"))
                    .isEqualTo(1);
            new Canceller(TestSites.of(source, target), NAME).cancel(PATIENCE);
        }
    }

    /** Two epochs, so the streams run before the foreign keys: a start that dies between them has nothing to switch to yet. */
    @Test
    void aStartThatDiesBeforeItsForeignKeysIsNotReady() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("early_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("early_t")) {
            Shop.create(source, ACCOUNTS);
            List<Starter> killed = new ArrayList<>();
            killed.add(starter(
                    source,
                    target,
                    new Dying(source, target, 3, () -> killed.get(0).abort()),
                    any -> {}));
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(() -> killed.get(0).start());
            assertThat(standing(source, target).state()).isEqualTo(MigrationState.COPYING);
            assertThat(standing(source, target).why())
                    .startsWith("Not every table is copied, and no command works on it");

            SchemaSteps dies = new PlainSchema(source, target) {
                @Override
                public void afterAll() {
                    throw new IllegalStateException("killed");
                }
            };
            assertThatThrownBy(() -> starter(source, target, dies, any -> {}).start())
                    .hasMessage("killed");
            arrived(source, target);
            assertThat(standing(source, target).state()).isEqualTo(MigrationState.CATCHING_UP);
            assertThat(standing(source, target).why()).contains("foreign keys", "culvert migrate start FILE");

            assertThat(starter(source, target, new PlainSchema(source, target), any -> {})
                            .start())
                    .isEqualTo(StartResult.STREAMING);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> standing(source, target).state() == MigrationState.READY);
            new Canceller(TestSites.of(source, target), NAME).cancel(PATIENCE);
        }
    }

    private static Standing standing(PostgresDatabase source, PostgresDatabase target) {
        Sites sites = TestSites.of(source, target);
        try (Session s = sites.source().open("it");
                Session t = sites.target().open("it")) {
            return new StateReader(sites, NAME, s, t).read();
        }
    }

    @Test
    void aRestartedSourceBeginsAnotherEpoch() {
        try (PostgresServer server = PostgresServer.start(15);
                PostgresDatabase source = server.createDatabase("restart_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("restart_t")) {
            Shop.create(source, ACCOUNTS);
            try (Shop shop = Shop.write(source, 1, ACCOUNTS)) {
                SchemaSteps restarts = new Dying(source, target, 2, () -> server.restart(StopMode.IMMEDIATE));
                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() ->
                                starter(source, target, restarts, any -> {}).start())
                        .matches(e -> e.code() == ErrorCode.COPY_SNAPSHOT_LOST, "the snapshot is lost");
                assertThat(starter(source, target, new PlainSchema(source, target), any -> {})
                                .start())
                        .isEqualTo(StartResult.STREAMING);
                assertThat(shop.acknowledged()).isPositive();
            }
            arrived(source, target);
            Shop.assertSame(source, target);
            assertThat(entries(source, target).stream()
                            .map(CopyRecord.Entry::link)
                            .distinct())
                    .hasSize(2);
            new Canceller(TestSites.of(source, target), NAME).cancel(PATIENCE);
        }
    }

    /** The target's session dies in the middle of a part of a split table, and of one that is not: both parts are repeated. */
    @Test
    void aPartThatFailsIsRepeatedWhole() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("part_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("part_t")) {
            Shop.create(source, ACCOUNTS);
            SchemaSteps failing = new Trapped(
                    source, target, 1500, "PERFORM pg_terminate_backend(pg_backend_pid())", "accounts", "ledger");
            assertThat(starter(source, target, failing, any -> {}).start()).isEqualTo(StartResult.STREAMING);
            assertThat(target.number("SELECT last_value FROM trap.accounts")).isGreaterThan(ACCOUNTS);
            assertThat(target.number("SELECT last_value FROM trap.ledger")).isEqualTo(4500);
            Shop.assertSame(source, target);
            assertThat(entries(source, target).stream()
                            .map(CopyRecord.Entry::link)
                            .distinct())
                    .hasSize(1);
            new Canceller(TestSites.of(source, target), NAME).cancel(PATIENCE);
        }
    }

    /** What some parts of a split table had written goes before it starts over. */
    @Test
    void aTableThatIsThereInPartStartsOver() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("over_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("over_t")) {
            Shop.create(source, ACCOUNTS);
            SchemaSteps failing =
                    new Trapped(source, target, ACCOUNTS * 2 / 3, "RAISE EXCEPTION 'not this row'", "accounts");
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(
                            () -> starter(source, target, failing, any -> {}).start())
                    .matches(e -> e.code() == ErrorCode.COPY_FAILED)
                    .withMessageContaining("public.accounts part")
                    .withMessageNotContaining("not this row");
            assertThat(target.number("SELECT count(*) FROM accounts"))
                    .isPositive()
                    .isLessThan(ACCOUNTS);
            target.execute("DROP TRIGGER trap ON accounts");
            assertThat(starter(source, target, failing, any -> {}).start()).isEqualTo(StartResult.STREAMING);
            Shop.assertSame(source, target);
            new Canceller(TestSites.of(source, target), NAME).cancel(PATIENCE);
        }
    }

    /** To the snapshot a rewritten table is empty, without a word. */
    @Test
    void aTableThatWasRewrittenAfterTheSnapshotStartsOver() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("rewrite_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("rewrite_t")) {
            Shop.create(source, ACCOUNTS);
            SchemaSteps rewrites = new PlainSchema(source, target) {
                @Override
                public void preData(String snapshot) {
                    super.preData(snapshot);
                    source.execute("ALTER TABLE ledger ALTER COLUMN n TYPE int USING n + 1");
                }
            };
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(
                            () -> starter(source, target, rewrites, any -> {}).start())
                    .matches(e -> e.code() == ErrorCode.COPY_SNAPSHOT_LOST)
                    .withMessageContaining("ledger");
            assertThat(starter(source, target, rewrites, any -> {}).start()).isEqualTo(StartResult.STREAMING);
            arrived(source, target);
            Shop.assertSame(source, target);
            new Canceller(TestSites.of(source, target), NAME).cancel(PATIENCE);
        }
    }

    @Test
    void refusesWhatNoStartGoesPast() {
        try (PostgresDatabase old = PostgresServer.shared(15).createDatabase("refuse");
                PostgresDatabase younger = PostgresServer.shared(18).createDatabase("refuse")) {
            refused(old, old, ErrorCode.MIGRATION_SAME_SERVER);
            refused(younger, old, ErrorCode.TARGET_OLDER);
            younger.execute("CREATE TABLE there (a int)");
            refused(old, younger, ErrorCode.TARGET_NOT_EMPTY);
            for (PostgresDatabase each : List.of(old, younger)) {
                assertThat(each.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert'"))
                        .isZero();
            }
        }
    }

    private static void refused(PostgresDatabase source, PostgresDatabase target, ErrorCode code) {
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> starter(source, target, new PlainSchema(source, target), any -> {})
                        .start())
                .matches(e -> e.code() == code, code.code());
    }

    /** A trigger that fires for the copy does something at one row of each table; a sequence keeps its count over a rollback. */
    private static final class Trapped extends PlainSchema {
        private final PostgresDatabase target;
        private final int row;
        private final String what;
        private final List<String> tables;

        Trapped(PostgresDatabase source, PostgresDatabase target, int row, String what, String... tables) {
            super(source, target);
            this.target = target;
            this.row = row;
            this.what = what;
            this.tables = List.of(tables);
        }

        @Override
        public void preData(String snapshot) {
            super.preData(snapshot);
            target.execute("CREATE SCHEMA trap");
            for (String table : tables) {
                target.execute(
                        "CREATE SEQUENCE trap." + table,
                        """
                        CREATE FUNCTION trap.%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                          IF nextval('trap.%1$s') = %2$d THEN %3$s; END IF;
                          RETURN NEW;
                        END $$"""
                                .formatted(table, row, what),
                        "CREATE TRIGGER trap BEFORE INSERT ON %1$s FOR EACH ROW EXECUTE FUNCTION trap.%1$s()"
                                .formatted(table),
                        "ALTER TABLE " + table + " ENABLE ALWAYS TRIGGER trap");
            }
        }
    }

    /** Every table's end is counted; at one of them something happens, and it does not end. */
    private static final class Dying extends PlainSchema {
        private final int at;
        private final Runnable death;
        private final AtomicInteger ended = new AtomicInteger();

        Dying(PostgresDatabase source, PostgresDatabase target, int at, Runnable death) {
            super(source, target);
            this.at = at;
            this.death = death;
        }

        @Override
        public synchronized void tableCopied(TableId table) {
            if (ended.incrementAndGet() == at) {
                death.run();
            }
            super.tableCopied(table);
        }
    }

    private static Starter starter(
            PostgresDatabase source, PostgresDatabase target, SchemaSteps schema, Consumer<StartProgress> listener) {
        return new Starter(TestSites.of(source, target), definition(source, target), schema, listener, "it");
    }

    private static MigrationDefinition definition(PostgresDatabase source, PostgresDatabase target) {
        return new MigrationDefinition(
                new MigrationDefinition.Metadata(NAME),
                new EndpointDefinition(TestSites.definition(source.url(), Optional.empty())),
                new EndpointDefinition(TestSites.definition(target.url(), Optional.empty())),
                new MigrationTables(List.of(), List.of()),
                new CopyDefinition(2, 1 << 20),
                new CutoverDefinition(
                        Duration.ofSeconds(5),
                        new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        true,
                        new CutoverDefinition.Verify(Duration.ofHours(1))));
    }

    private static Collection<CopyRecord.Entry> entries(PostgresDatabase source, PostgresDatabase target) {
        try (Session t = TestSites.of(source, target).target().open("it")) {
            return new CopyRecord(t, NAME).read().values();
        }
    }

    /** A token through each link. */
    private static void arrived(PostgresDatabase source, PostgresDatabase target) {
        Sites sites = TestSites.of(source, target);
        try (Session s = sites.source().open("it");
                Session t = sites.target().open("it")) {
            for (FoundLink found : new Links(sites, NAME, s, t).forward()) {
                Token token = new Heartbeat(found.link(), s).write();
                Heartbeat there = new Heartbeat(found.link(), t);
                Deadline.after(PATIENCE).require(() -> there.shows(token), () -> "token through " + found);
            }
        }
    }
}
