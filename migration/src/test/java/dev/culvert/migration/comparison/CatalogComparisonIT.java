package dev.culvert.migration.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.testkit.fixture.EveryKindOfObject;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thing is altered on one side, and exactly that is told. */
class CatalogComparisonIT {
    private static PostgresDatabase one;
    private static PostgresDatabase other;
    private static Session source;
    private static Session target;

    @BeforeAll
    static void start() {
        one = PostgresServer.shared(15).createDatabase("compare");
        other = PostgresServer.shared(15).createDatabase("compare");
        EveryKindOfObject.create(one);
        EveryKindOfObject.create(other);
        source = TestSites.site(Site.Role.SOURCE, one).open("it");
        target = TestSites.site(Site.Role.TARGET, other).open("it");
    }

    @AfterAll
    static void stop() {
        source.close();
        target.close();
        one.close();
        other.close();
        EveryKindOfObject.dropRoles(PostgresServer.shared(15).maintenance());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            ALTER TABLE app.orders ADD COLUMN extra int                                          | column app.orders.extra
            ALTER TABLE app.by_index ALTER COLUMN t TYPE varchar(2000)                           | column app.by_index.t
            ALTER TABLE app.by_index ALTER COLUMN t SET NOT NULL                                 | column app.by_index.t
            ALTER TABLE app.orders ALTER COLUMN total SET DEFAULT 1                              | column app.orders.total
            ALTER TABLE app.by_default ALTER COLUMN id SET GENERATED ALWAYS                      | column app.by_default.id
            ALTER TABLE app.customers ALTER COLUMN upper_nick DROP EXPRESSION                    | column app.customers.upper_nick
            ALTER TABLE app.orders ALTER COLUMN note SET STORAGE EXTERNAL                        | column app.orders.note
            ALTER TABLE app.compressed ALTER COLUMN t SET COMPRESSION default                    | column app.compressed.t
            ALTER TABLE app.orders ALTER COLUMN note SET STATISTICS 7                            | column app.orders.note
            ALTER TABLE app.orders RENAME COLUMN during TO period                                | column app.orders.during, column app.orders.period, constraint one_at_a_time on app.orders, index app.one_at_a_time
            DROP TABLE app.again                                                                 | column app.again.id, column app.again.t, constraint again_pkey on app.again, grants on table app.again, index app.again_pkey, table app.again
            ALTER TABLE app.orders SET (fillfactor = 70)                                         | table app.orders
            ALTER TABLE app.orders REPLICA IDENTITY FULL                                         | table app.orders
            ALTER TABLE app.scratch SET LOGGED                                                   | table app.scratch
            ALTER TABLE app.orders OWNER TO fixture_auditor                                      | grants on sequence app.orders_id_seq, grants on table app.orders, sequence app.orders_id_seq, table app.orders
            ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY                                     | table app.orders
            ALTER TABLE app.tenants NO FORCE ROW LEVEL SECURITY                                  | table app.tenants
            ALTER TABLE app.grandchildren NO INHERIT app.special_things                          | table app.grandchildren
            ALTER TABLE app.events DETACH PARTITION app.events_later                             | index app.events_later_body_idx, index app.events_later_pkey, table app.events_later, trigger of_all on app.events_later
            ALTER TABLE app.items VALIDATE CONSTRAINT items_order                                | constraint items_order on app.items
            ALTER TABLE app.orders DROP CONSTRAINT of_a_parent                                   | constraint of_a_parent on app.orders
            DROP INDEX app.customers_doc                                                         | index app.customers_doc
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.customers_doc'::regclass | index app.customers_doc
            ALTER TABLE app.items ENABLE TRIGGER off                                             | trigger off on app.items
            ALTER TABLE app.items ENABLE TRIGGER on_apply                                        | trigger on_apply on app.items
            ALTER TABLE app.items DISABLE TRIGGER always                                         | trigger always on app.items
            ALTER TABLE app.events_2023 ENABLE TRIGGER of_all                                    | trigger of_all on app.events_2023
            DROP TRIGGER told ON app.orders                                                      | trigger told on app.orders
            ALTER TABLE app.things ENABLE RULE resting                                           | rule resting on app.things
            ALTER POLICY own ON app.tenants USING (true)                                         | policy own on app.tenants
            ALTER POLICY own ON app.tenants TO fixture_app                                       | policy own on app.tenants
            ALTER STATISTICS app.customers_stats SET STATISTICS 9                                | statistics app.customers_stats
            GRANT UPDATE ON app.orders TO fixture_reader                                         | grants on table app.orders
            GRANT SELECT ON app.orders TO fixture_app WITH GRANT OPTION                          | grants on table app.orders
            REVOKE SELECT (id) ON app.orders FROM fixture_reader                                 | grants on column app.orders.id
            GRANT USAGE ON SCHEMA audit TO fixture_reader                                        | grants on schema audit
            REVOKE EXECUTE ON FUNCTION app.near(int, int) FROM PUBLIC                            | grants on routine app.near(integer, integer)
            REVOKE USAGE ON TYPE app.mood FROM PUBLIC                                            | grants on type app.mood
            GRANT USAGE ON FOREIGN SERVER elsewhere TO fixture_reader                            | grants on server elsewhere
            ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO fixture_app       | default privileges of postgres in audit on r
            COMMENT ON COLUMN app.orders.id IS 'x'                                               | comment on table column app.orders.id
            COMMENT ON TABLE app.customers IS NULL                                               | comment on table app.customers
            COMMENT ON FUNCTION app.secret() IS 'y'                                              | comment on function app.secret()
            ALTER SEQUENCE app.down CACHE 11                                                     | sequence app.down
            ALTER SEQUENCE app.round NO CYCLE                                                    | sequence app.round
            ALTER SEQUENCE app.down OWNED BY app.by_default.id                                   | sequence app.down
            DROP EXTENSION pg_trgm CASCADE                                                       | comment on extension pg_trgm, extension pg_trgm, index app.customers_trgm
            CREATE OR REPLACE VIEW app.totals AS SELECT c.id, c.name, count(o.*) AS orders, sum(o.total) AS total, min(o.total) AS biggest FROM app.customers AS c LEFT JOIN app.orders AS o ON o.customer = c.id GROUP BY c.id, c.name | view app.totals
            ALTER VIEW app.rich RESET (security_barrier)                                         | view app.rich
            REFRESH MATERIALIZED VIEW app.mv_empty                                               | materialised view app.mv_empty
            CREATE OR REPLACE FUNCTION app.near(a int, b int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) < 3' | function app.near(integer, integer)
            CREATE OR REPLACE FUNCTION app.standard_body(x int) RETURNS int LANGUAGE sql IMMUTABLE RETURN x | function app.standard_body(integer)
            ALTER FUNCTION app.greeting VOLATILE                                                 | function app.greeting(text, text[])
            ALTER FUNCTION app.greeting RESET search_path                                        | function app.greeting(text, text[])
            ALTER FUNCTION app.secret() SECURITY INVOKER                                         | function app.secret()
            ALTER PROCEDURE app.do_nothing SET work_mem = '1MB'                                  | procedure app.do_nothing(integer)
            CREATE OR REPLACE AGGREGATE app.product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '2') | aggregate app.product(numeric)
            ALTER OPERATOR app.=~= (int, int) SET (RESTRICT = eqsel)                             | operator app.=~=(integer,integer)
            ALTER OPERATOR FAMILY app.int_ops USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8) | operator family app.int_ops of btree
            ALTER TYPE app.mood ADD VALUE 'new'                                                  | type app.mood
            ALTER DOMAIN app.positive DROP NOT NULL                                              | type app.positive
            ALTER DOMAIN app.email DROP CONSTRAINT looks_like_one                                | constraint looks_like_one on app.email
            ALTER TYPE app.address ADD ATTRIBUTE country text                                    | column app.address.country
            ALTER COLLATION app.phonebook OWNER TO fixture_owner                                 | collation app.phonebook
            DROP CAST (app.mood AS int)                                                          | cast from app.mood to integer, comment on cast (app.mood AS integer)
            ALTER TEXT SEARCH CONFIGURATION app.plain_english DROP MAPPING FOR int               | text search configuration app.plain_english
            ALTER TEXT SEARCH DICTIONARY app.plain (STOPWORDS = french)                          | text search dictionary app.plain
            ALTER SERVER elsewhere OPTIONS (SET port '2')                                        | server elsewhere
            ALTER USER MAPPING FOR fixture_app SERVER elsewhere OPTIONS (ADD password 'p')       | user mapping of fixture_app for elsewhere
            ALTER FOREIGN TABLE app.far_away OPTIONS (SET table_name 'z')                        | foreign table app.far_away
            ALTER EVENT TRIGGER fixture_drop ENABLE                                              | event trigger fixture_drop
            DROP EVENT TRIGGER fixture_ddl                                                       | comment on event trigger fixture_ddl, event trigger fixture_ddl
            DROP ACCESS METHOD heap_again CASCADE                                                | access method heap_again, column app.again.id, column app.again.t, constraint again_pkey on app.again, grants on table app.again, index app.again_pkey, table app.again
            DROP CONVERSION app.to_latin                                                         | conversion app.to_latin
            CREATE SCHEMA fresh                                                                  | grants on schema fresh, schema fresh
            """)
    void tellsWhatWasAltered(String statement, String objects) {
        List<String> told = target.rolledBack(() -> {
            target.update(statement);
            return CatalogComparison.of(source, target).stream()
                    .map(Difference::object)
                    .toList();
        });

        assertThat(told).containsExactly(objects.split(", (?=[a-z])(?!integer)(?!text)"));
    }

    /** Settings of a database are of the whole server, and cannot be tried in a transaction of both. */
    @Test
    void tellsSettingsAndTheDatabaseItself() {
        assertThat(CatalogComparison.of(source, target)).isEmpty();
        String name = PostgresDatabase.quote(other.name());
        List<Difference> told = target.rolledBack(() -> {
            target.update("ALTER DATABASE " + name + " SET statement_timeout = '11min'");
            target.update("GRANT TEMPORARY ON DATABASE " + name + " TO fixture_reader");
            return CatalogComparison.of(source, target);
        });

        assertThat(told)
                .containsExactly(
                        new Difference(
                                "settings of the database",
                                "Source: statement_timeout=10min; target: statement_timeout=11min."),
                        new Difference(
                                "the database", "Source: without that; target: grant fixture_reader TEMPORARY."));
    }

    /** What Culvert keeps on a server is not a difference. */
    @Test
    void leavesOutWhatIsCulverts() {
        List<Difference> told = target.rolledBack(() -> {
            Closing closing = new Closing(target);
            closing.prepare();
            closing.close();
            return CatalogComparison.of(source, target);
        });

        assertThat(told).isEmpty();
    }

    @Test
    void isFastEnoughForAGate() {
        CatalogComparison.of(source, target);
        long began = System.nanoTime();
        CatalogComparison.of(source, target);

        // a second on a machine of its own; the tests of others run beside
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
}
