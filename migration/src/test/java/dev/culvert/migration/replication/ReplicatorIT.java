package dev.culvert.migration.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.StartResult;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replications between real servers, whose clients write all the time; every row is compared in the end. */
@Timeout(120)
class ReplicatorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static StartResult apply(ReplicationDefinition definition) {
        new ReplicationPlanner(Sites.of(definition), definition).plan().orThrow();
        return new Replicator(Sites.of(definition), definition, any -> {}, "it").apply();
    }

    @ParameterizedTest
    @CsvSource({"15, 18", "13, 17"})
    void twoSourcesIntoOneTargetUnderLoad(int from, int to) {
        PostgresServer old = PostgresServer.shared(from);
        try (PostgresDatabase north = old.createDatabase("repl_n");
                PostgresDatabase south = old.createDatabase("repl_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("repl_t");
                Trade one = Trade.create(north, "north").write();
                Trade two = Trade.create(south, "south").write()) {
            boolean narrow = from >= 15;
            target.execute("CREATE TABLE own (id int PRIMARY KEY)");
            ReplicationDefinition first = narrow ? one.narrow("north", target) : one.whole("north", target);
            ReplicationDefinition second = two.whole("south", target);
            try {
                assertThat(Trade.status(first).state()).isEqualTo(ReplicationState.NEW);
                assertThat(apply(first)).isEqualTo(StartResult.STREAMING);
                target.execute("INSERT INTO own VALUES (1)");
                assertThat(apply(second)).isEqualTo(StartResult.STREAMING);
                assertThat(new ReplicationPlanner(Sites.of(first), first).plan().steps())
                        .isEmpty();
                assertThat(apply(first)).as("again").isEqualTo(StartResult.STREAMING);

                pausedAndResumed(one, first);
                one.rest();
                two.rest();
                Trade.arrived(first);
                Trade.arrived(second);
                if (narrow) {
                    one.assertNarrow(target);
                    assertThat(columns(target, "north")).isEqualTo("id, region, amount, double");
                } else {
                    one.assertWhole(target);
                }
                two.assertWhole(target);
                assertThat(columns(target, "south")).isEqualTo("card, id, region, amount, double, masked");
                destroyed(first, second, north, south, target);
            } finally {
                Trade.cleanUp(first);
                Trade.cleanUp(second);
            }
        }
    }

    private static String columns(PostgresDatabase target, String schema) {
        return target.value("SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '"
                        + schema + ".orders'::regclass AND attnum > 0 AND NOT attisdropped")
                .orElseThrow();
    }

    private static void pausedAndResumed(Trade trade, ReplicationDefinition definition) {
        Holding holding = new Holding(Sites.of(definition), definition.name());
        holding.pause(PATIENCE);
        ReplicationStatus paused = Trade.status(definition);
        assertThat(paused.state()).isEqualTo(ReplicationState.PAUSED);
        assertThat(paused.links())
                .allMatch(
                        link -> link.worker().isEmpty() && link.secondsBehind().isEmpty());
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> apply(definition))
                .matches(e -> e.code() == ErrorCode.REPLICATION_STATE);
        long before = trade.written();
        Awaitility.await().atMost(PATIENCE).until(() -> trade.written() > before + 20);
        holding.resume();
        ReplicationStatus resumed = Trade.status(definition);
        assertThat(resumed.state()).isEqualTo(ReplicationState.STREAMING);
        assertThat(resumed.tables()).hasSize(3).allMatch(ReplicationStatus.Table::streams);
    }

    private static void destroyed(
            ReplicationDefinition first,
            ReplicationDefinition second,
            PostgresDatabase north,
            PostgresDatabase south,
            PostgresDatabase target) {
        Removal removal = new Removal(Sites.of(first), first.name());
        assertThat(removal.destroy(PATIENCE))
                .extracting(Removal.Item::kind)
                .containsExactly("subscription", "slot", "publication", "heartbeat", "record");
        assertThat(removal.plan()).isEmpty();
        assertThat(removal.destroy(PATIENCE)).as("twice").isEmpty();
        assertThat(Trade.footprint(north)).isZero();
        assertThat(Trade.status(first).state()).isEqualTo(ReplicationState.NEW);
        // what is of the other one stays, and works
        assertThat(Trade.status(second).state()).isEqualTo(ReplicationState.STREAMING);
        south.execute("INSERT INTO south.orders VALUES ('last', 999999, 'eu', 1)");
        Trade.arrived(second);
        assertThat(target.number("SELECT count(*) FROM south.orders WHERE id = 999999"))
                .isOne();
        assertThat(target.number("SELECT count(*) FROM north.orders")).isPositive();

        new Removal(Sites.of(second), second.name()).destroy(PATIENCE);
        assertThat(Trade.footprint(south)).isZero();
        assertThat(Trade.footprint(target)).isZero();
        assertThat(target.number("SELECT count(*) FROM own")).isOne();
    }

    /** The last part of a table is held, and the copy killed: the parts before it are there. */
    @Test
    void aKilledApplyIsGoneOnWithAndNothingIsThereTwice() throws Exception {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("repl_ks");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("repl_kt");
                Trade trade = Trade.create(source, "north").write()) {
            target.execute(
                    "CREATE SCHEMA north",
                    "CREATE TABLE north.orders (id bigint, region text, amount numeric, note text DEFAULT 'mine', PRIMARY KEY (id, region))",
                    // a table that is referred to takes no TRUNCATE
                    "CREATE TABLE own (id bigint, region text, FOREIGN KEY (id, region) REFERENCES north.orders)",
                    "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS" + " $$BEGIN IF NEW.amount > "
                            + (Trade.ROWS - 60) + " THEN PERFORM pg_advisory_xact_lock(42); END IF; RETURN NEW; END$$",
                    "CREATE TRIGGER hold BEFORE INSERT ON north.orders FOR EACH ROW EXECUTE FUNCTION hold()",
                    "ALTER TABLE north.orders ENABLE ALWAYS TRIGGER hold");
            source.execute("CREATE TABLE north.held (id int PRIMARY KEY)", "INSERT INTO north.held VALUES (1)");
            target.execute(
                    "CREATE TABLE north.held (id int PRIMARY KEY)",
                    "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END$$",
                    "CREATE TRIGGER hold BEFORE INSERT ON north.held FOR EACH ROW EXECUTE FUNCTION wait()",
                    "ALTER TABLE north.held ENABLE ALWAYS TRIGGER hold");
            ReplicationDefinition definition = trade.definition(
                    "kill-it",
                    target,
                    some("region = 'eu'"),
                    Trade.entry("north.\"Event Log\"", null, null),
                    Trade.entry("north.held", null, null));
            try (Connection holder = target.connect();
                    Statement statement = holder.createStatement()) {
                statement.execute("SELECT pg_advisory_lock(42)");
                killInTheMiddle(definition, target, "SELECT count(*) > 100 FROM north.orders");
                assertThat(Trade.status(definition).state()).isEqualTo(ReplicationState.INTERRUPTED);
            }
            target.execute("DROP TRIGGER hold ON north.orders");
            try {
                killedAgainBehindTheFirstTable(trade, definition, target);
                assertThat(apply(definition)).isEqualTo(StartResult.STREAMING);
                trade.rest();
                Trade.arrived(definition);
                assertThat(Trade.status(definition).state()).isEqualTo(ReplicationState.STREAMING);
                trade.assertNarrow(target);
                assertThat(target.number("SELECT count(*) FROM north.orders WHERE note <> 'mine'"))
                        .isZero();
                anotherTableIsAddedAndNoneIsChanged(trade, definition, source, target);
            } finally {
                Trade.cleanUp(definition);
            }
            assertThat(Trade.footprint(source) + Trade.footprint(target)).isZero();
        }
    }

    private static ReplicationDefinition.Table some(String where) {
        return Trade.entry("north.orders", new TableRule.Columns(List.of("id", "region", "amount"), List.of()), where);
    }

    /** The filtered table is there, and has no subscription yet: its publication must stay as it was. */
    private static void killedAgainBehindTheFirstTable(
            Trade trade, ReplicationDefinition definition, PostgresDatabase target) throws Exception {
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(42)");
            killInTheMiddle(
                    definition,
                    target,
                    """
                    SELECT EXISTS (SELECT 1 FROM culvert.copy_table WHERE table_name = 'orders' AND ready_at IS NOT NULL)""");
        }
        target.execute("DROP TRIGGER hold ON north.held");
        ReplicationDefinition other = trade.definition(
                definition.name(),
                target,
                some("region = 'us'"),
                definition.tables().get(1));
        assertThat(new ReplicationPlanner(Sites.of(other), other).plan().errors())
                .extracting(Finding::code)
                .contains(ErrorCode.REPLICATION_CHANGED);
    }

    private static void killInTheMiddle(ReplicationDefinition definition, PostgresDatabase target, String there)
            throws InterruptedException, TimeoutException {
        Replicator killed = new Replicator(Sites.of(definition), definition, any -> {}, "it");
        CompletableFuture<StartResult> run = CompletableFuture.supplyAsync(killed::apply);
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> target.value(there).orElse("").equals("t")
                        && target.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                                > 0);
        killed.abort();
        try {
            run.get(30, TimeUnit.SECONDS);
            throw new AssertionError("it was not killed");
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(CulvertException.class);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> target.number("SELECT pg_terminate_backend(pid)::int FROM pg_locks"
                                + " WHERE locktype = 'advisory' AND NOT granted UNION ALL SELECT 0 LIMIT 1")
                        == 0);
    }

    private static void anotherTableIsAddedAndNoneIsChanged(
            Trade trade, ReplicationDefinition definition, PostgresDatabase source, PostgresDatabase target) {
        source.execute(
                "INSERT INTO north.not_wanted SELECT generate_series(1, 10)",
                "CREATE TABLE north.late (id int PRIMARY KEY)");
        ReplicationDefinition more = trade.definition(
                definition.name(),
                target,
                definition.tables().get(0),
                definition.tables().get(1),
                definition.tables().get(2),
                Trade.entry("north.not_wanted", null, null),
                Trade.entry("north.late", null, null));
        assertThat(apply(more)).isEqualTo(StartResult.STREAMING);
        source.execute("DELETE FROM north.not_wanted WHERE id > 5");
        Trade.arrived(more);
        assertThat(target.number("SELECT count(*) FROM north.not_wanted")).isEqualTo(5);

        ReplicationDefinition other = trade.definition(
                definition.name(),
                target,
                some("region = 'us'"),
                definition.tables().get(1),
                definition.tables().get(2),
                Trade.entry("north.not_wanted", null, null),
                Trade.entry("north.late", null, null));
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> apply(other))
                .matches(e -> e.code() == ErrorCode.REPLICATION_CHANGED);
        tablesAreTakenOut(trade, definition, source, target);
    }

    /** One that shares its link with another, and one that is alone in its link. */
    private static void tablesAreTakenOut(
            Trade trade, ReplicationDefinition definition, PostgresDatabase source, PostgresDatabase target) {
        String slots = "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()";
        long links = source.number(slots);
        long held = target.number("SELECT count(*) FROM north.held");
        ReplicationDefinition less = trade.definition(
                definition.name(),
                target,
                definition.tables().get(0),
                definition.tables().get(1),
                Trade.entry("north.late", null, null));
        assertThat(new ReplicationPlanner(Sites.of(less), less).plan().steps())
                .extracting(ReplicationPlan.Step::statement)
                .anyMatch(statement -> statement.contains("DROP SUBSCRIPTION"))
                .anyMatch(statement -> statement.contains("REFRESH PUBLICATION"));
        assertThat(apply(less)).isEqualTo(StartResult.STREAMING);
        assertThat(apply(less)).as("again").isEqualTo(StartResult.STREAMING);
        source.execute(
                "INSERT INTO north.held VALUES (1000)",
                "DELETE FROM north.not_wanted",
                "INSERT INTO north.late VALUES (1)",
                "UPDATE north.orders SET amount = amount + 1");
        Trade.arrived(less);
        trade.assertNarrow(target);
        assertThat(target.number("SELECT count(*) FROM north.held")).isEqualTo(held);
        assertThat(target.number("SELECT count(*) FROM north.not_wanted")).isEqualTo(5);
        assertThat(target.number("SELECT count(*) FROM north.late")).isOne();
        assertThat(source.number(slots)).isEqualTo(links - 1);
        assertThat(Trade.status(less).state()).isEqualTo(ReplicationState.STREAMING);
        // its rows are nobody's now
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> apply(definition))
                .matches(e -> e.code() == ErrorCode.TARGET_TABLE_NOT_EMPTY);
    }
}
