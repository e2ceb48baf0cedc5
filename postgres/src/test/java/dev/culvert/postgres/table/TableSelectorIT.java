package dev.culvert.postgres.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableSelectorIT {

    static TableRule rule(String table) {
        return new TableRule(table, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    static TableRule where(String table, String filter) {
        return new TableRule(table, Optional.empty(), Optional.of(filter), List.of(), Optional.empty());
    }

    static TableRule key(String table, String... key) {
        return new TableRule(table, Optional.empty(), Optional.empty(), List.of(key), Optional.empty());
    }

    static TableRule include(String table, String... columns) {
        return columns(table, new TableRule.Columns(List.of(columns), List.of()));
    }

    static TableRule exclude(String table, String... columns) {
        return columns(table, new TableRule.Columns(List.of(), List.of(columns)));
    }

    private static TableRule columns(String table, TableRule.Columns columns) {
        return new TableRule(table, Optional.of(columns), Optional.empty(), List.of(), Optional.empty());
    }

    private static TableSelection select(PostgresDatabase database, TableRule... rules) {
        try (Session session = PostgresTest.sessions(database).open("it")) {
            return new TableSelector(session).select(List.of(rules));
        }
    }

    private static List<ErrorCode> errors(PostgresDatabase database, TableRule... rules) {
        return select(database, rules).errors().stream().map(Finding::code).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void theFirstRuleThatMatchesATableIsItsRule(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("rules")) {
            database.execute(
                    "CREATE SCHEMA \"Odd.Schema\"",
                    "CREATE SCHEMA culvert",
                    "CREATE TABLE culvert.own (a int PRIMARY KEY)",
                    "CREATE TABLE orders (region text, id int, note text, PRIMARY KEY (region, id))",
                    "CREATE TABLE \"Orders\" (id int PRIMARY KEY)",
                    "CREATE TABLE \"Odd.Schema\".\"a\"\"b.c\n%\" (\"K \"\"1\" int PRIMARY KEY)",
                    "CREATE TABLE part (a int, b int, PRIMARY KEY (a, b)) PARTITION BY LIST (a)",
                    "CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1) PARTITION BY LIST (b)",
                    "CREATE TABLE part_1_1 PARTITION OF part_1 FOR VALUES IN (1)",
                    "CREATE TABLE part_2 PARTITION OF part FOR VALUES IN (2)",
                    "CREATE UNLOGGED TABLE volatile (a int PRIMARY KEY)",
                    "CREATE VIEW seen AS SELECT 1 AS a");
            TableSelection selection = select(
                    database,
                    new TableRule(
                            "public.orders",
                            Optional.empty(),
                            Optional.empty(),
                            List.of("id"),
                            Optional.of("shop.orders")),
                    rule("\"Odd.Schema\".*"),
                    rule("*.*"));

            assertThat(selection.errors()).isEmpty();
            assertThat(selection.tables())
                    .extracting(t -> t.id().schema(), t -> t.id().name(), SelectedTable::key, SelectedTable::topic)
                    .containsExactly(
                            tuple("Odd.Schema", "a\"b.c\n%", List.of("K \"1"), Optional.empty()),
                            tuple("public", "Orders", List.of("id"), Optional.empty()),
                            tuple("public", "orders", List.of("id"), Optional.of("shop.orders")),
                            tuple("public", "part", List.of("a", "b"), Optional.empty()));
            SelectedTable part = selection.find(new TableId("public", "part")).orElseThrow();
            assertThat(part.isPartitioned()).isTrue();
            assertThat(part.storage()).extracting(leaf -> leaf.id().name()).containsExactly("part_1_1", "part_2");
            assertThat(selection
                            .find(new TableId("public", "orders"))
                            .orElseThrow()
                            .schema()
                            .key())
                    .containsExactly(1);
            assertThat(selection.findings())
                    .extracting(Finding::code, Finding::severity, Finding::object)
                    .containsExactly(
                            tuple(ErrorCode.TABLE_KIND, Severity.INFO, "table public.seen"),
                            tuple(ErrorCode.TABLE_KIND, Severity.INFO, "table public.volatile"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void namesWhatCannotBeSelected(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("cannot")) {
            database.execute(
                    "CREATE TABLE good (a int PRIMARY KEY)",
                    "CREATE UNLOGGED TABLE volatile (a int PRIMARY KEY)",
                    "CREATE MATERIALIZED VIEW mat AS SELECT 1 AS a",
                    "CREATE TABLE part (a int PRIMARY KEY) PARTITION BY LIST (a)",
                    "CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1)");

            assertThat(errors(database, rule("public.goods"))).containsExactly(ErrorCode.TABLE_MISSING);
            assertThat(errors(database, rule("public.volatile"), rule("public.mat"), rule("pg_catalog.pg_class")))
                    .containsExactly(ErrorCode.TABLE_KIND, ErrorCode.TABLE_KIND, ErrorCode.TABLE_KIND);
            assertThat(errors(database, rule("public.good"), rule("\"public\".\"good\"")))
                    .containsExactly(ErrorCode.DEF_CONFLICT);
            assertThat(errors(database, rule("orders"))).contains(ErrorCode.DEF_VALUE);
            assertThat(errors(database, rule("nothing.*"))).containsExactly(ErrorCode.TABLE_NO_MATCH);
            assertThat(select(database, rule("public.good"), rule("nothing.*"), rule("public.part_*"))
                            .findings())
                    .extracting(Finding::code, Finding::severity)
                    .containsExactly(
                            tuple(ErrorCode.TABLE_NO_MATCH, Severity.WARNING),
                            tuple(ErrorCode.TABLE_NO_MATCH, Severity.WARNING));
            TableSelection shadowed = select(database, rule("public.*"), rule("public.good"), rule("public.part_1"));
            assertThat(shadowed.tables()).extracting(t -> t.id().name()).containsExactly("good", "part");
            assertThat(shadowed.findings())
                    .filteredOn(f -> f.code() == ErrorCode.DEF_CONFLICT)
                    .extracting(Finding::severity, Finding::object)
                    .containsExactly(
                            tuple(Severity.WARNING, "rule public.good"),
                            tuple(Severity.WARNING, "table public.part_1"));
            assertThat(select(database, rule("public.part_1")).tables())
                    .as("a partition on its own")
                    .extracting(t -> t.id().name())
                    .containsExactly("part_1");
            assertThatThrownBy(() ->
                            select(database, rule("public.x"), rule("public.y")).orThrow())
                    .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.findings())
                            .hasSize(2));
        }
    }

    /** For every identity: what is said of it, and what PostgreSQL does to an update once the table is published. */
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void refusesExactlyTheIdentitiesWithWhichUpdatesFail(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("identities")) {
            for (String sql : List.of(
                    "CREATE TABLE %s (a int PRIMARY KEY, b int NOT NULL)",
                    "CREATE TABLE %s (a int, b int NOT NULL)",
                    "CREATE TABLE %s (a int PRIMARY KEY DEFERRABLE, b int NOT NULL)",
                    "CREATE TABLE %1$s (a int PRIMARY KEY, b int NOT NULL); ALTER TABLE %1$s REPLICA IDENTITY NOTHING",
                    "CREATE TABLE %1$s (a int, b int NOT NULL); ALTER TABLE %1$s REPLICA IDENTITY FULL",
                    "CREATE TABLE %1$s (a int, b int NOT NULL CONSTRAINT %1$s_u UNIQUE); ALTER TABLE %1$s REPLICA IDENTITY USING INDEX %1$s_u",
                    "CREATE TABLE %1$s (a int, b int NOT NULL); CREATE UNIQUE INDEX %1$s_u ON %1$s (b); ALTER TABLE %1$s REPLICA IDENTITY USING INDEX %1$s_u; DROP INDEX %1$s_u",
                    "CREATE TABLE %1$s (a int PRIMARY KEY, b int NOT NULL) PARTITION BY LIST (a); CREATE TABLE %1$s_1 PARTITION OF %1$s DEFAULT",
                    "CREATE TABLE %1$s (a int PRIMARY KEY, b int NOT NULL) PARTITION BY LIST (a); CREATE TABLE %1$s_1 PARTITION OF %1$s DEFAULT; ALTER TABLE %1$s_1 REPLICA IDENTITY NOTHING",
                    "CREATE TABLE %1$s (a int PRIMARY KEY, b int NOT NULL) PARTITION BY LIST (a); CREATE TABLE %1$s_1 PARTITION OF %1$s DEFAULT; ALTER TABLE %1$s_1 REPLICA IDENTITY FULL")) {
                String table = "t" + Integer.toHexString(sql.hashCode());
                database.execute(sql.formatted(table), "INSERT INTO " + table + " VALUES (1, 1)");
                List<ErrorCode> errors = errors(database, rule("public." + table));
                database.execute("CREATE PUBLICATION p FOR TABLE " + table);
                boolean updates = succeeds(database, "UPDATE " + table + " SET b = 2");
                database.execute("DROP PUBLICATION p");
                assertThat(errors).as(sql).isEqualTo(updates ? List.of() : List.of(ErrorCode.TABLE_NO_IDENTITY));
            }
        }
    }

    static boolean succeeds(PostgresDatabase database, String sql) {
        try {
            database.execute(sql);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** For every push-down: what is said of it, and what PostgreSQL does to a publication with it and to an update then. */
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void refusesExactlyThePushDownWithWhichUpdatesFail(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("pushdown")) {
            database.execute(
                    "CREATE TABLE t (a int PRIMARY KEY, \"B b\" int, c text)",
                    "CREATE TABLE f (a int PRIMARY KEY, \"B b\" int, c text)",
                    "ALTER TABLE f REPLICA IDENTITY FULL",
                    "INSERT INTO t VALUES (1, 1, 'x')",
                    "INSERT INTO f VALUES (1, 1, 'x')",
                    "CREATE FUNCTION own(int) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true'");
            check(database, where("public.t", "a > 0"), " WHERE (a > 0)", List.of());
            check(
                    database,
                    where("public.t", "\"B b\" > 0 AND c IS NOT NULL"),
                    " WHERE (\"B b\" > 0 AND c IS NOT NULL)",
                    List.of(ErrorCode.FILTER_BREAKS_UPDATES));
            check(database, where("public.f", "\"B b\" > 0"), " WHERE (\"B b\" > 0)", List.of());
            check(
                    database,
                    where("public.t", "a > random()"),
                    " WHERE (a > random())",
                    List.of(ErrorCode.FILTER_INVALID));
            check(
                    database,
                    where("public.t", "public.own(a)"),
                    " WHERE (public.own(a))",
                    List.of(ErrorCode.FILTER_INVALID));
            check(database, where("public.t", "nope > 0"), " WHERE (nope > 0)", List.of(ErrorCode.FILTER_INVALID));
            check(database, where("public.t", "a +"), " WHERE (a +)", List.of(ErrorCode.FILTER_INVALID));
            check(database, where("public.t", "a"), " WHERE (a)", List.of(ErrorCode.FILTER_INVALID));
            check(database, include("public.t", "c", "a"), " (c, a)", List.of());
            check(database, exclude("public.t", "a"), " (\"B b\", c)", List.of(ErrorCode.COLUMN_LIST_BREAKS_UPDATES));
            check(database, exclude("public.f", "c"), " (a, \"B b\")", List.of(ErrorCode.COLUMN_LIST_BREAKS_UPDATES));
            assertThat(select(database, include("public.t", "c", "a"))
                            .tables()
                            .get(0)
                            .columnList())
                    .contains(List.of("a", "c"));
            assertThat(errors(database, exclude("public.t", "nope"))).containsExactly(ErrorCode.COLUMN_MISSING);
            assertThat(errors(database, exclude("public.*", "nope"))).contains(ErrorCode.COLUMN_MISSING);
            assertThat(errors(database, where("public.t", "true); DROP TABLE public.f; --")))
                    .containsExactly(ErrorCode.FILTER_INVALID);
            assertThat(database.value("SELECT count(*) FROM f")).contains("1");
            assertThat(database.value("SELECT count(*) FROM pg_publication"))
                    .as("nothing is left")
                    .contains("0");
        }
    }

    private static void check(PostgresDatabase database, TableRule rule, String clause, List<ErrorCode> expected) {
        assertThat(errors(database, rule)).as(rule.toString()).isEqualTo(expected);
        String table = rule.table().substring("public.".length());
        boolean works = succeeds(database, "CREATE PUBLICATION p FOR TABLE " + table + clause)
                && succeeds(database, "UPDATE " + table + " SET c = 'y'");
        succeeds(database, "DROP PUBLICATION p");
        assertThat(works).as(rule + " on the server").isEqualTo(expected.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void olderServersHaveNoPushDown(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("old")) {
            database.execute("CREATE TABLE t (a int PRIMARY KEY, b int)");
            assertThat(errors(database, where("public.t", "a > 0"))).containsExactly(ErrorCode.PUSHDOWN_UNSUPPORTED);
            assertThat(errors(database, exclude("public.t", "b"))).containsExactly(ErrorCode.PUSHDOWN_UNSUPPORTED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void namesGeneratedColumnsThatAreNotPublished(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("generated")) {
            database.execute(
                    "CREATE TABLE t (a int PRIMARY KEY, g int GENERATED ALWAYS AS (a * 2) STORED, z text)",
                    "CREATE TABLE k (a int NOT NULL, g int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)");
            TableSelection selection = select(database, rule("public.t"));
            assertThat(selection.tables().get(0).columns())
                    .isEqualTo(major >= 18 ? List.of("a", "g", "z") : List.of("a", "z"));
            assertThat(selection.findings())
                    .extracting(Finding::code, Finding::severity)
                    .isEqualTo(major >= 18 ? List.of() : List.of(tuple(ErrorCode.COLUMN_NOT_PUBLISHED, Severity.INFO)));
            assertThat(errors(database, rule("public.k")))
                    .isEqualTo(major >= 18 ? List.of() : List.of(ErrorCode.TABLE_NO_IDENTITY));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aKeyLiesWithinTheIdentity(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("key")) {
            database.execute(
                    "CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a, b))",
                    "CREATE TABLE f (a int NOT NULL, b int NOT NULL, c int)",
                    "ALTER TABLE f REPLICA IDENTITY FULL",
                    "CREATE TABLE fk (b int, a int PRIMARY KEY)",
                    "ALTER TABLE fk REPLICA IDENTITY FULL");
            assertThat(select(database, key("public.t", "b")).tables().get(0).key())
                    .containsExactly("b");
            assertThat(errors(database, key("public.t", "c"))).containsExactly(ErrorCode.TABLE_NO_IDENTITY);
            assertThat(errors(database, key("public.t", "x"))).containsExactly(ErrorCode.COLUMN_MISSING);
            assertThat(select(database, key("public.f", "b", "a"))
                            .tables()
                            .get(0)
                            .key())
                    .containsExactly("b", "a");
            assertThat(errors(database, key("public.f", "a", "c")))
                    .as("a key that may be null is no key")
                    .containsExactly(ErrorCode.TABLE_NO_IDENTITY);
            assertThat(select(database, rule("public.f")).tables().get(0).key()).isEmpty();
            assertThat(select(database, rule("public.fk")).tables().get(0).key())
                    .containsExactly("a");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void worksForARoleThatOwnsNothing(int major) {
        String role = "selector_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("stranger")) {
            database.execute(
                    "CREATE ROLE " + role + " LOGIN",
                    "CREATE TABLE t (gone int, a int PRIMARY KEY, b text)",
                    "ALTER TABLE t DROP COLUMN gone",
                    "CREATE TABLE hidden (a int PRIMARY KEY)",
                    "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
                    "GRANT SELECT ON t, hidden TO " + role);
            PostgresDatabase stranger = database.as(role);
            TableSelection selection = select(stranger, where("public.t", "a > 0"));
            assertThat(selection.tables()).hasSize(1);
            assertThat(selection.findings())
                    .extracting(Finding::code, Finding::severity)
                    .containsExactly(tuple(ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN));
            assertThat(errors(stranger, where("public.t", "b > ''"))).containsExactly(ErrorCode.FILTER_BREAKS_UPDATES);
            assertThat(errors(stranger, where("public.t", "b +"))).containsExactly(ErrorCode.FILTER_INVALID);
            assertThat(errors(stranger, rule("public.hidden"))).containsExactly(ErrorCode.TABLE_RLS);
            database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }
}
