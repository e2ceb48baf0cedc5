package dev.culvert.migration.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Canceller;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused before anything is made. */
class ReplicationPlannerIT {
    private static final String NAME = "plan-it";

    private PostgresDatabase source;
    private PostgresDatabase target;
    private Trade trade;

    @BeforeEach
    void make() {
        source = PostgresServer.shared(15).createDatabase("replplan_s");
        target = PostgresServer.shared(18).createDatabase("replplan_t");
        trade = Trade.create(source, "shop");
    }

    @AfterEach
    void drop() {
        trade.close();
        source.close();
        target.close();
    }

    private static List<Finding> errors(ReplicationDefinition definition) {
        return new ReplicationPlanner(Sites.of(definition), definition).plan().errors();
    }

    private static void assertRefused(ReplicationDefinition definition, ErrorCode code, String fact) {
        assertThat(errors(definition)).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.fact()).contains(fact);
            assertThat(error.remedy()).isNotBlank();
        });
    }

    private ReplicationDefinition orders(TableRule.Columns columns, String where) {
        return trade.definition(NAME, target, Trade.entry("shop.orders", columns, where));
    }

    @Test
    void whatWouldBreakTheSourcesUpdates() {
        assertRefused(
                orders(new TableRule.Columns(List.of("id", "amount"), List.of()), null),
                ErrorCode.COLUMN_LIST_BREAKS_UPDATES,
                "region");
        assertRefused(orders(null, "amount > 5"), ErrorCode.FILTER_BREAKS_UPDATES, "amount");
        assertRefused(orders(null, "regio = 'eu'"), ErrorCode.FILTER_INVALID, "regio");
        assertRefused(
                trade.definition(NAME, target, Trade.entry("shop.none", null, null)),
                ErrorCode.TABLE_MISSING,
                "does not exist");
        assertThat(Trade.footprint(source) + Trade.footprint(target)).isZero();
    }

    @Test
    void aSourceThatKnowsNoColumnListsAndFilters() {
        try (PostgresDatabase old = PostgresServer.shared(13).createDatabase("replplan_o");
                Trade before = Trade.create(old, "shop")) {
            assertRefused(before.narrow(NAME, target), ErrorCode.PUSHDOWN_UNSUPPORTED, "since 15");
            assertThat(errors(before.whole(NAME, target))).isEmpty();
        }
    }

    @Test
    void aTableOfTheTargetThatCannotTakeIt() {
        ReplicationDefinition definition =
                orders(new TableRule.Columns(List.of("id", "region", "amount"), List.of()), "region = 'eu'");
        target.execute("CREATE SCHEMA shop");
        String key = ", PRIMARY KEY (id, region)";
        Map.of(
                        "id bigint, region text" + key,
                        "no column \"amount\"",
                        "id bigint, region text, amount numeric, x int NOT NULL" + key,
                        "\"x\" must have a value",
                        "id bigint, region text, amount numeric GENERATED ALWAYS AS (1) STORED" + key,
                        "\"amount\" is generated",
                        "id bigint, region text, amount numeric PRIMARY KEY",
                        "of which the source's changes do not bring",
                        "id bigint, region text, amount numeric",
                        "no key")
                .forEach((columns, fact) -> {
                    target.execute("CREATE TABLE shop.orders (" + columns + ")");
                    assertRefused(definition, ErrorCode.TARGET_TABLE_DIFFERS, fact);
                    target.execute("DROP TABLE shop.orders");
                });
    }

    @Test
    void aTableThatIsNoneOrHasRows() {
        target.execute("CREATE SCHEMA shop", "CREATE VIEW shop.orders AS SELECT 1 AS id");
        assertRefused(orders(null, null), ErrorCode.TARGET_TABLE_DIFFERS, "view");

        target.execute(
                "DROP VIEW shop.orders",
                "CREATE TABLE shop.not_wanted (id int PRIMARY KEY)",
                "INSERT INTO shop.not_wanted VALUES (1)");
        ReplicationDefinition filled = trade.definition(NAME, target, Trade.entry("shop.not_wanted", null, null));
        assertRefused(filled, ErrorCode.TARGET_TABLE_NOT_EMPTY, "has rows");
        // and again where the copy itself finds them, as when somebody wrote after the plan
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> new Replicator(Sites.of(filled), filled, any -> {}, "it").apply())
                .matches(e -> e.code() == ErrorCode.TARGET_TABLE_NOT_EMPTY);
        assertThat(target.number("SELECT count(*) FROM shop.not_wanted")).isOne();
        assertThat(Trade.status(filled).state()).isEqualTo(ReplicationState.INTERRUPTED);
        Trade.cleanUp(filled);
        assertThat(Trade.footprint(source) + Trade.footprint(target)).isZero();
    }

    @Test
    void theSameDatabaseTwice() {
        assertThat(errors(trade.whole(NAME, source)))
                .extracting(Finding::code)
                .contains(ErrorCode.MIGRATION_SAME_SERVER);
        try (PostgresDatabase beside = PostgresServer.shared(15).createDatabase("replplan_b")) {
            assertThat(errors(trade.whole(NAME, beside)))
                    .as("another of its server")
                    .isEmpty();
        }
    }

    /** Somebody else's table, a name that is taken, and a slot that is gone. */
    @Test
    void oneThatRuns() {
        ReplicationDefinition first = trade.definition(NAME, target, Trade.entry("shop.not_wanted", null, null));
        try (PostgresDatabase other = PostgresServer.shared(15).createDatabase("replplan_2");
                Trade second = Trade.create(other, "shop")) {
            new Replicator(Sites.of(first), first, any -> {}, "it").apply();

            assertRefused(
                    second.definition("another", target, Trade.entry("shop.not_wanted", null, null)),
                    ErrorCode.TARGET_TABLE_TAKEN,
                    NAME);
            ReplicationDefinition sameName =
                    second.definition(NAME, target, Trade.entry("shop.not_wanted", null, null));
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(() -> new Replicator(Sites.of(sameName), sameName, any -> {}, "it").apply())
                    .matches(e -> e.code() == ErrorCode.REPLICATION_STATE);
            // what a migration leaves behind in the same schema goes without what is the replication's
            new Canceller(Sites.of(first), "some-migration").cancel(Duration.ofSeconds(20));
            assertThat(Trade.status(first).state()).isEqualTo(ReplicationState.STREAMING);
            loseTheSlot(first);
        } finally {
            Trade.cleanUp(first);
        }
        assertThat(Trade.footprint(source) + Trade.footprint(target)).isZero();
    }

    private void loseTheSlot(ReplicationDefinition definition) {
        target.execute("ALTER SUBSCRIPTION culvert_plan_it_e1 DISABLE");
        assertThat(Trade.status(definition).state()).isEqualTo(ReplicationState.PAUSED);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> source.number(
                                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'culvert_plan_it_e1' AND active")
                        == 0);
        source.query("SELECT pg_drop_replication_slot('culvert_plan_it_e1')");
        ReplicationStatus status = Trade.status(definition);
        assertThat(status.state()).isEqualTo(ReplicationState.BROKEN);
        assertThat(status.why()).contains("culvert_plan_it_e1", "culvert destroy");
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> new Replicator(Sites.of(definition), definition, any -> {}, "it").apply())
                .matches(e -> e.code() == ErrorCode.SLOT_LOST);
    }

    @Test
    void aNameThatIsAMigrations() {
        ReplicationDefinition definition = trade.whole(NAME, target);
        target.execute(
                "CREATE SCHEMA culvert",
                "CREATE TABLE culvert.migration (name text PRIMARY KEY, source_system text, source_database text, epoch int8,"
                        + " mark text, marked_at timestamptz DEFAULT now(), verified_at timestamptz)",
                "INSERT INTO culvert.migration VALUES ('plan-it', '1', 'x', 1, 'STREAMING')");
        for (Runnable each : List.<Runnable>of(
                () -> errors(definition),
                () -> Trade.status(definition),
                () -> Trade.cleanUp(definition),
                () -> new Holding(Sites.of(definition), NAME).check())) {
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(each::run)
                    .matches(e -> e.code() == ErrorCode.REPLICATION_STATE);
        }
        target.execute("DROP SCHEMA culvert CASCADE");
        assertThatExceptionOfType(CulvertException.class)
                .as("nothing to hold")
                .isThrownBy(() -> new Holding(Sites.of(definition), NAME).check())
                .matches(e -> e.code() == ErrorCode.REPLICATION_STATE);
    }
}
