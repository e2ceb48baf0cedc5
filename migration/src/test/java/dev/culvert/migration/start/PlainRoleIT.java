package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.comparison.CatalogComparison;
import dev.culvert.migration.cutover.CutoverListener;
import dev.culvert.migration.cutover.CutoverOptions;
import dev.culvert.migration.cutover.CutoverStep;
import dev.culvert.migration.cutover.Guard;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.finish.Finisher;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.schema.SchemaNote;
import dev.culvert.migration.schema.SchemaSteps;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.migration.verify.TokenSettling;
import dev.culvert.migration.verify.Verifier;
import dev.culvert.migration.verify.VerifyOptions;
import dev.culvert.migration.verify.VerifyReport;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.fixture.EveryKindOfObject;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole migration by roles that are no superusers, with what the preflight prints for them and nothing else. */
@Timeout(240)
class PlainRoleIT {
    private static final String NAME = "plain-role";
    private static final String PASSWORD = "plain-canary";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String[] APPLICATION = {
        "CREATE ROLE shop_owner",
        "CREATE ROLE shop_app LOGIN CONNECTION LIMIT 50",
        "CREATE ROLE shop_reader NOLOGIN",
        "GRANT shop_reader TO shop_app",
        "ALTER ROLE shop_app SET work_mem TO '5MB'",
        "ALTER ROLE shop_app SET app.key TO 'canary of a setting'",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO shop_owner', current_database());"
                + " EXECUTE format('ALTER DATABASE %I SET app.tenant TO %L', current_database(), 'canary of a setting');"
                + " EXECUTE format('ALTER ROLE shop_app IN DATABASE %I SET lock_timeout TO %L', current_database(), '3s');"
                + " EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$",
        "CREATE EXTENSION citext",
        "CREATE EXTENSION pg_stat_statements",
        "CREATE SCHEMA shop AUTHORIZATION shop_owner",
        "CREATE ROLE shop_auditor NOLOGIN",
        "CREATE SCHEMA hidden AUTHORIZATION shop_auditor",
        "GRANT USAGE ON SCHEMA shop TO shop_app, shop_reader",
        "GRANT CREATE ON SCHEMA hidden TO shop_owner",
        "GRANT USAGE ON SCHEMA hidden TO shop_owner",
        "GRANT CREATE ON SCHEMA public TO shop_owner",
        "SET ROLE shop_owner",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO shop_reader",
        "CREATE TYPE shop.mood AS ENUM ('sad', 'happy')",
        "CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0)",
        "CREATE TABLE shop.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name citext, feels shop.mood,"
                + " level shop.positive, half int GENERATED ALWAYS AS (level / 2) STORED)",
        "CREATE TABLE shop.orders (id serial PRIMARY KEY, customer bigint REFERENCES shop.customers, note text)",
        "CREATE INDEX ON shop.orders (customer)",
        "CREATE TABLE shop.events (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE shop.events_old PARTITION OF shop.events FOR VALUES FROM ('2020-01-01') TO ('2024-01-01')",
        "CREATE TABLE shop.events_new PARTITION OF shop.events DEFAULT",
        "CREATE UNLOGGED TABLE shop.scratch (id int PRIMARY KEY)",
        "CREATE TABLE public.plain (id int PRIMARY KEY, v text)",
        "CREATE TABLE hidden.secret (id int PRIMARY KEY, v text)",
        "CREATE TABLE shop.tenants (id int PRIMARY KEY, tenant text)",
        "ALTER TABLE shop.tenants ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON shop.tenants USING (tenant = current_setting('app.tenant', true))",
        "CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE TRIGGER touched BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch()",
        "CREATE VIEW shop.happy AS SELECT id, name FROM shop.customers WHERE feels = 'happy'",
        "CREATE MATERIALIZED VIEW shop.counted AS SELECT count(*) FROM shop.customers WITH NO DATA",
        "CREATE SEQUENCE shop.numbers INCREMENT -1",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON shop.customers, shop.orders TO shop_app",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA shop TO shop_app",
        "COMMENT ON TABLE shop.customers IS 'who buys'",
        "INSERT INTO shop.customers (name, feels, level) SELECT 'C' || i, 'happy', i FROM generate_series(1, 500) AS i",
        "INSERT INTO shop.orders (customer, note) SELECT i, 'n' FROM generate_series(1, 500) AS i",
        "INSERT INTO shop.events SELECT i, date '2023-06-01' + i FROM generate_series(1, 400) AS i",
        "INSERT INTO shop.scratch SELECT generate_series(1, 10)",
        "INSERT INTO shop.tenants VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO public.plain VALUES (1, 'a')",
        "INSERT INTO hidden.secret VALUES (1, 'a')",
        "SELECT nextval('shop.numbers')",
        "REFRESH MATERIALIZED VIEW shop.counted",
        "SELECT lo_from_bytea(4711, 'large')",
        "GRANT SELECT ON LARGE OBJECT 4711 TO shop_app"
    };

    private static final String[] ROLES = {"CREATE ROLE shop_owner", "CREATE ROLE shop_app LOGIN"};

    private static final String[] TABLES = {
        "CREATE SCHEMA shop AUTHORIZATION shop_owner",
        "GRANT USAGE ON SCHEMA shop TO shop_app",
        "SET ROLE shop_owner",
        "CREATE TABLE shop.orders (id serial PRIMARY KEY, note text)",
        "CREATE TABLE shop.events (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE shop.events_all PARTITION OF shop.events DEFAULT",
        "GRANT SELECT, UPDATE ON shop.orders TO shop_app",
        "RESET ROLE"
    };

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"13, 16", "15, 18"})
    void goesFromStartToFinishByThePrintedGrants(int from, int to) throws IOException {
        try (PostgresServer old = server(from);
                PostgresServer next = server(to);
                PostgresDatabase source = old.createDatabase("shop");
                PostgresDatabase target = next.createDatabase("shop")) {
            source.execute(APPLICATION);
            // up to 15 only a superuser of the old server can subscribe to the new one
            MigrationDefinition definition = definition(source, target, false);
            Sites sites = Sites.of(definition);
            grant(definition, source, target);
            assertThat(errors(definition)).isEmpty();

            try (SchemaCopy schema = new SchemaCopy(sites, NAME, 2)) {
                start(definition, schema);
                assertThat(schema.notes())
                        .extracting(SchemaNote::object)
                        .as("but for versions of extensions")
                        .filteredOn(object -> !object.startsWith("extension "))
                        .containsExactlyInAnyOrder(
                                "comment EXTENSION pg_stat_statements", "acl pg_catalog.TABLE pg_largeobject");
            }
            source.execute(
                    "UPDATE shop.customers SET feels = 'sad' WHERE id < 10",
                    "INSERT INTO shop.events VALUES (1000, '2030-01-01')",
                    "UPDATE shop.tenants SET tenant = 'c'",
                    "TRUNCATE hidden.secret");
            verify(definition, sites.source());
            try (ClientInTheWay client = new ClientInTheWay(source, CutoverStep.FENCE)) {
                assertThat(turns(definition, client)
                                .cutover(CutoverOptions.REAL)
                                .outcome())
                        .isEqualTo("switched");
                assertThat(client.wasEnded()).isTrue();
            }
            target.execute("INSERT INTO shop.orders (customer) VALUES (1)", "DELETE FROM shop.orders WHERE id > 500");
            assertThatThrownBy(() -> source.execute("INSERT INTO shop.orders (customer) VALUES (1)"))
                    .hasMessageContaining("does not take writes");
            finish(sites);
            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                assertThat(CatalogComparison.of(s, t)).isEmpty();
            }
            assertThat(EveryKindOfObject.contents(target)).isEqualTo(EveryKindOfObject.contents(source));
        }
    }

    /** The schema by the test's own hand, since pg_dump must be as new as the source. */
    @Test
    void goesThereAndBackAndThereFromPostgres16On() throws IOException {
        try (PostgresServer old = server(16);
                PostgresServer next = server(18);
                PostgresDatabase source = old.createDatabase("shop");
                PostgresDatabase target = next.createDatabase("shop")) {
            source.execute(ROLES);
            source.execute(TABLES);
            source.execute("INSERT INTO shop.orders (note) SELECT 'n' FROM generate_series(1, 10)");
            MigrationDefinition definition = definition(source, target, true);
            Sites sites = Sites.of(definition);
            grant(definition, source, target);
            start(definition, new SchemaSteps() {
                @Override
                public void preData(String snapshot) {
                    target.execute(TABLES);
                }

                @Override
                public void tableCopied(TableId table) {}

                @Override
                public void afterAll() {}
            });
            verify(definition, sites.source());
            try (ClientInTheWay client = new ClientInTheWay(source, CutoverStep.FENCE)) {
                turns(definition, client).cutover(CutoverOptions.REAL);
                assertThat(client.wasEnded()).isTrue();
            }
            target.execute("INSERT INTO shop.orders (note) VALUES ('there')");
            verify(definition, sites.target());
            try (ClientInTheWay client = new ClientInTheWay(target, CutoverStep.FENCE)) {
                assertThat(turns(definition, client)
                                .rollback(CutoverOptions.REAL)
                                .outcome())
                        .isEqualTo("rolled back");
                assertThat(client.wasEnded()).isTrue();
            }
            source.execute("INSERT INTO shop.orders (note) VALUES ('home again')");
            verify(definition, sites.source());
            turns(definition, CutoverListener.NONE).cutover(CutoverOptions.REAL);
            target.execute("INSERT INTO shop.orders (note) VALUES ('for good')");
            new TokenSettling(sites, NAME, sites.target(), PATIENCE).await();
            finish(sites);
            assertThat(target.number("SELECT count(*) FROM shop.orders")).isEqualTo(13);
            assertThat(EveryKindOfObject.contents(target)).isEqualTo(EveryKindOfObject.contents(source));
        }
    }

    @Test
    void whatNeedsASuperuserIsNamed() throws IOException {
        try (PostgresServer old = server(15);
                PostgresServer next = server(18);
                PostgresDatabase source = old.createDatabase("shop");
                PostgresDatabase target = next.createDatabase("shop")) {
            EveryKindOfObject.create(source);
            source.execute(
                    "CREATE FUNCTION app.sealed() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'",
                    "CREATE EXTENSION pg_stat_statements SCHEMA ext");
            assertThat(errors(definition(source, target, true)))
                    .extracting(Finding::object)
                    .contains(
                            "event trigger fixture_ddl",
                            "access method heap_again",
                            "operator class app.int_class",
                            "operator family app.int_ops",
                            "text search parser app.words",
                            "text search template app.as_is",
                            "foreign data wrapper empty_wrapper",
                            "user mapping of fixture_app for elsewhere",
                            "function app.sealed()",
                            "extension pg_stat_statements",
                            "table app.tenants",
                            "role postgres");
        }
    }

    private static PostgresServer server(int major) {
        return PostgresServer.builder(major).password("of the superuser").start();
    }

    /** Culvert's roles, with a login and nothing else. */
    private MigrationDefinition definition(PostgresDatabase source, PostgresDatabase target, boolean wayBack)
            throws IOException {
        Optional<SecretReference> password =
                Optional.of(new SecretReference.File(Files.writeString(directory.resolve("password"), PASSWORD)));
        for (PostgresDatabase side : List.of(source, target)) {
            side.execute("CREATE ROLE culvert LOGIN PASSWORD '" + PASSWORD + "'");
        }
        return new MigrationDefinition(
                new MigrationDefinition.Metadata(NAME),
                new EndpointDefinition(TestSites.definition(source.as("culvert").url(), password)),
                new EndpointDefinition(TestSites.definition(target.as("culvert").url(), password)),
                new MigrationTables(List.of(), List.of()),
                new CopyDefinition(2, 1 << 20),
                new CutoverDefinition(
                        Duration.ofSeconds(30),
                        new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        wayBack,
                        new CutoverDefinition.Verify(Duration.ofHours(1))));
    }

    /** Runs what is printed, and nothing else. */
    private static void grant(MigrationDefinition definition, PostgresDatabase source, PostgresDatabase target) {
        source.execute(script(definition, "source"));
        target.execute(script(definition, "target"));
        for (PostgresDatabase side : List.of(source, target)) {
            // the application's own business
            side.execute("ALTER ROLE shop_app PASSWORD '" + PASSWORD + "'");
            // what may be a secret
            side.execute("ALTER DATABASE " + PostgresDatabase.quote(side.name())
                    + " SET app.tenant TO 'canary of a setting'");
        }
    }

    private static void start(MigrationDefinition definition, SchemaSteps schema) {
        assertThat(new Starter(Sites.of(definition), definition, schema, any -> {}, "it").start())
                .isEqualTo(StartResult.STREAMING_PASSWORD_LOGGED);
    }

    private static void verify(MigrationDefinition definition, Site publisher) {
        Sites sites = Sites.of(definition);
        VerifyReport report = new Verifier(
                        NAME,
                        publisher,
                        sites.other(publisher),
                        definition.tables(),
                        new TokenSettling(sites, NAME, publisher, PATIENCE),
                        VerifyOptions.DEFAULT)
                .run(Duration.ZERO);
        report.requireEqual();
        try (Session session = sites.target().open("it")) {
            new Journal(session, NAME, "it").verified(report.began());
        }
    }

    private static Turns turns(MigrationDefinition definition, CutoverListener listener) {
        return new Turns(definition, () -> new CombinedTraffic(List.of()), () -> Guard.NONE, listener, "it");
    }

    private static void finish(Sites sites) {
        assertThat(new Finisher(sites, NAME, () -> new CombinedTraffic(List.of()), "it").finish(false))
                .isEmpty();
    }

    /** A client of the application that begins to write at a step, and goes on until somebody ends it. */
    private static final class ClientInTheWay implements CutoverListener, AutoCloseable {
        private final PostgresDatabase database;
        private final CutoverStep step;
        private Connection connection;

        ClientInTheWay(PostgresDatabase database, CutoverStep step) {
            this.database = database.as("shop_app", PASSWORD);
            this.step = step;
        }

        @Override
        public void begins(CutoverStep begun) {
            if (begun == step) {
                connection = database.connect();
                try (Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("UPDATE shop.orders SET note = 'never committed' WHERE id = 1");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
        }

        boolean wasEnded() {
            try {
                return !connection.isValid(5);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** As it is printed. */
    private static String script(MigrationDefinition definition, String side) {
        List<Finding> findings = findings(definition);
        List<Finding> scripts = findings.stream()
                .filter(finding ->
                        finding.object().startsWith(side) && finding.fact().contains("runs all of this"))
                .toList();
        assertThat(scripts).as(findings::toString).hasSize(1);
        assertThat(findings.toString()).doesNotContain("canary of a setting");
        return scripts.get(0).remedy();
    }

    private static List<Finding> errors(MigrationDefinition definition) {
        return findings(definition).stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    private static List<Finding> findings(MigrationDefinition definition) {
        try (Preflight preflight = Preflight.of(Sites.of(definition), definition)) {
            return preflight.checks().stream()
                    .flatMap(check -> check.run().stream())
                    .filter(finding -> finding.severity() != Severity.PASSED)
                    .toList();
        }
    }
}
