package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.comparison.CatalogComparison;
import dev.culvert.migration.cutover.CutoverListener;
import dev.culvert.migration.cutover.CutoverOptions;
import dev.culvert.migration.cutover.Guard;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.finish.Finisher;
import dev.culvert.migration.harness.TaggedWriters;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.migration.verify.TokenSettling;
import dev.culvert.migration.verify.Verifier;
import dev.culvert.migration.verify.VerifyOptions;
import dev.culvert.migration.verify.VerifyReport;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.testkit.fixture.EveryKindOfObject;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two hundred tables with everything that a database can hold, through a whole migration, from the start to the finish, with
 * clients that write all the while.
 */
@Timeout(240)
class EveryKindOfObjectIT {
    private static final String NAME = "every-kind";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WRITERS = 2;

    @ParameterizedTest
    @CsvSource({"13, 18", "14, 17", "15, 18"})
    void isTheSameOnBothSidesAfterTheFinish(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("every_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("every_t")) {
            EveryKindOfObject.create(source);
            source.execute(
                    "CREATE TABLE public." + TaggedWriters.TABLE.substring("CREATE TABLE ".length()),
                    // what the preflight asks for: updates of a table without a key would fail
                    "ALTER TABLE app.no_columns REPLICA IDENTITY FULL");
            MigrationDefinition definition = definition(source, target);
            Sites sites = TestSites.of(source, target);
            AtomicReference<PostgresDatabase> open = new AtomicReference<>(source);
            TaggedWriters writers =
                    TaggedWriters.start(WRITERS, () -> open.get().jdbcUrl());
            try (writers) {
                start(definition, sites);
                source.execute(CHANGES);
                verify(definition, sites, sites.source());

                Turns turns = new Turns(
                        definition, () -> new CombinedTraffic(List.of()), () -> Guard.NONE, CutoverListener.NONE, "it");
                assertThat(turns.cutover(CutoverOptions.REAL).outcome()).isEqualTo("switched");
                open.set(target);
                long before = writers.writes();
                Deadline.after(PATIENCE).require(() -> writers.writes() > before + 20, () -> "writes on the new side");
                target.execute(CHANGES_BACK);
            }
            new TokenSettling(sites, NAME, sites.target(), PATIENCE).await();

            assertThat(new Finisher(sites, NAME, () -> new CombinedTraffic(List.of()), "it").finish(false))
                    .isEmpty();
            same(sites, source, target);
            for (PostgresDatabase side : List.of(source, target)) {
                assertThat(writers.check(side.query("SELECT tag FROM public.ledger")))
                        .as(side.url())
                        .isEmpty();
                assertThat(remnants(side)).as(side.url()).isEmpty();
            }
            assertThat(target.number("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'culvert%'"))
                    .isZero();
            assertThatThrownBy(() -> source.execute("INSERT INTO app.by_default (t) VALUES ('refused')"))
                    .hasMessageContaining("does not take writes");
        } finally {
            EveryKindOfObject.dropRoles(PostgresServer.shared(from).maintenance());
            EveryKindOfObject.dropRoles(PostgresServer.shared(to).maintenance());
        }
    }

    private static final String[] CHANGES = {
        "UPDATE app.customers SET feels = 'angry', nick = 'renamed' WHERE level = 2",
        "INSERT INTO app.events VALUES (1000, '2024-05-05', 'eu', 'streamed'), (1001, '2030-01-01', 'us', NULL)",
        "DELETE FROM app.items WHERE order_id < 10",
        "UPDATE app.by_index SET t = 'changed' WHERE code = 'code 7'",
        "UPDATE app.full_identity SET b = 'c' WHERE a = 3",
        "INSERT INTO app.grandchildren VALUES (99, 'streamed', 1)",
        "UPDATE \"Odd Schema\".\"Table \"\"with\"\" 'quotes'; and more\" SET \"ünï\" = 'ü' WHERE \"the Key\" = 1",
        "TRUNCATE many.t1"
    };

    private static final String[] CHANGES_BACK = {
        "INSERT INTO app.customers (email, name) VALUES ('after@example.org', 'After')",
        "UPDATE app.events SET body = 'on the new side' WHERE id = 1000",
        "DELETE FROM app.hashed_children WHERE id < 5",
        "INSERT INTO app.orders (customer, code, total) VALUES (15, 100000, 1)",
        "UPDATE app.wide SET m = '7.00', iv = '1 mon' WHERE id = 2",
        "INSERT INTO many.t2 (parent, n) VALUES (1, 0.1)"
    };

    private static void start(MigrationDefinition definition, Sites sites) {
        try (SchemaCopy schema = new SchemaCopy(sites, NAME, 2)) {
            assertThat(new Starter(sites, definition, schema, any -> {}, "it").start())
                    .isEqualTo(StartResult.STREAMING);
        }
    }

    private static void verify(MigrationDefinition definition, Sites sites, Site publisher) {
        VerifyReport report = new Verifier(
                        NAME,
                        publisher,
                        sites.other(publisher),
                        definition.tables(),
                        new TokenSettling(sites, NAME, publisher, PATIENCE),
                        VerifyOptions.DEFAULT)
                .run(Duration.ZERO);
        report.requireEqual();
        try (Session target = sites.target().open("it")) {
            new Journal(target, NAME, "it").verified(report.began());
        }
    }
    /** The catalogs; and by their texts all rows of tables and materialised views, and all large objects. */
    private static void same(Sites sites, PostgresDatabase source, PostgresDatabase target) {
        try (Session s = sites.source().open("it");
                Session t = sites.target().open("it")) {
            assertThat(CatalogComparison.of(s, t)).isEmpty();
        }
        Map<String, List<String>> here = EveryKindOfObject.contents(source);
        Map<String, List<String>> there = EveryKindOfObject.contents(target);
        assertThat(there.keySet()).isEqualTo(here.keySet()).hasSizeGreaterThan(EveryKindOfObject.TABLES - 10);
        here.forEach((object, rows) -> assertThat(there.get(object)).as(object).isEqualTo(rows));
    }

    private static List<List<String>> remnants(PostgresDatabase side) {
        return side.query(
                """
                SELECT 'slot', slot_name FROM pg_replication_slots WHERE database = current_database()
                UNION ALL SELECT 'publication', pubname FROM pg_publication WHERE pubname LIKE 'culvert%'
                UNION ALL SELECT 'subscription', s.subname FROM pg_subscription AS s
                  JOIN pg_database AS d ON d.oid = s.subdbid WHERE d.datname = current_database()
                UNION ALL SELECT 'relation', c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                  WHERE n.nspname = 'culvert' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    AND c.relname NOT IN ('migration', 'journal', 'fence')""");
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
}
