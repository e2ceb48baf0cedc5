package dev.culvert.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogIT {

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void tellsTypesWithAllTheyAreMadeOf(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("types");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute(
                    "CREATE SCHEMA \"S.1\"",
                    "CREATE TYPE \"S.1\".\"Mood\" AS ENUM ('sad', 'o''k', '')",
                    "ALTER TYPE \"S.1\".\"Mood\" ADD VALUE 'first' BEFORE 'sad'",
                    "CREATE DOMAIN price AS numeric(10,2) CHECK (VALUE > 0)",
                    "CREATE DOMAIN dear AS price NOT NULL",
                    "CREATE DOMAIN tags AS varchar(5)[]",
                    "CREATE TYPE pair AS (a int, b text)",
                    "CREATE TYPE span AS RANGE (subtype = float8)",
                    """
                    CREATE TABLE t (a numeric(5,1)[], gone int, b "S.1"."Mood", c "S.1"."Mood"[], d dear, e tags, f pair, g span,
                        h int2vector, i varchar(7), j money)""",
                    "ALTER TABLE t DROP COLUMN gone",
                    "COMMENT ON COLUMN t.i IS 'it''s a comment'");
            Catalog catalog = new Catalog(session);
            Relation t = catalog.find(new TableId("public", "t")).orElseThrow();
            List<CatalogColumn> columns = catalog.columns(t.oid());

            assertThat(columns)
                    .extracting(CatalogColumn::name)
                    .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
            assertThat(columns)
                    .extracting(c -> c.type().kind())
                    .containsExactly(
                            ColumnType.Kind.ARRAY,
                            ColumnType.Kind.ENUM,
                            ColumnType.Kind.ARRAY,
                            ColumnType.Kind.DOMAIN,
                            ColumnType.Kind.DOMAIN,
                            ColumnType.Kind.COMPOSITE,
                            ColumnType.Kind.RANGE,
                            ColumnType.Kind.BASE,
                            ColumnType.Kind.BASE,
                            ColumnType.Kind.BASE);
            int numeric51 = (5 << 16 | 1) + 4;
            int numeric102 = (10 << 16 | 2) + 4;
            assertThat(columns.get(0).type().element()).contains(ColumnType.base(1700, numeric51, "numeric"));
            assertThat(columns.get(1).type().labels()).containsExactly("first", "sad", "o'k", "");
            assertThat(columns.get(1).type().schema()).isEqualTo("S.1");
            assertThat(columns.get(2).type().element().orElseThrow().labels()).hasSize(4);
            assertThat(columns.get(3).type().element().orElseThrow().name()).isEqualTo("price");
            assertThat(columns.get(3).type().withoutDomains()).isEqualTo(ColumnType.base(1700, numeric102, "numeric"));
            assertThat(columns.get(4).type().withoutDomains().element())
                    .contains(ColumnType.base(1043, 5 + 4, "varchar"));
            assertThat(columns.get(8).comment()).contains("it's a comment");
            assertThat(columns.get(8).type().typmod()).isEqualTo(7 + 4);
            assertThat(catalog.type(999_999_999L, -1)).isEmpty();
        }
    }

    /** A label that is renamed changes what rows read as, without an event. */
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 18})
    void findsTheLabelsOfEveryTypeThatHoldsAnEnum(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("labels");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute(
                    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                    "CREATE DOMAIN held AS mood",
                    "CREATE TYPE pair AS (m held[], n int)",
                    "CREATE DOMAIN pairs AS pair[]",
                    "CREATE TYPE moods AS RANGE (subtype = mood)",
                    "CREATE TYPE tree AS (tree text, n numeric(5,1))",
                    "CREATE TABLE t (a mood, b mood[], c held, d pair, e pairs, f moods, g moods[], h tree, i text[], j int4range"
                            + (major >= 14 ? ", k moods_multirange" : ", k mood") + ")");
            Catalog catalog = new Catalog(session);
            List<CatalogColumn> columns = catalog.columns(
                    catalog.find(new TableId("public", "t")).orElseThrow().oid());
            Map<Long, List<String>> labels = new StoredShapes(session)
                    .labels(columns.stream().map(CatalogColumn::type).toList());

            for (CatalogColumn column : columns) {
                List<String> found =
                        labels.getOrDefault(Integer.toUnsignedLong(column.type().oid()), List.of());
                assertThat(found.stream()
                                .map(label -> label.substring(label.indexOf(' ') + 1))
                                .toList())
                        .as(column.name())
                        .isEqualTo(List.of("h", "i", "j").contains(column.name()) ? List.of() : List.of("sad", "ok"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void tellsTheIdentityAsPostgresDecidesIt(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("identity");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute(
                    // the columns of a key stand in the order of its index, which is not that of the table
                    "CREATE TABLE pk (x int, \"B\" int, a int, PRIMARY KEY (a, \"B\") INCLUDE (x))",
                    "CREATE TABLE deferred_pk (a int PRIMARY KEY DEFERRABLE)",
                    "CREATE TABLE no_pk (a int)",
                    "CREATE TABLE nothing (a int PRIMARY KEY)",
                    "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                    "CREATE TABLE whole (a int PRIMARY KEY, b int)",
                    "ALTER TABLE whole REPLICA IDENTITY FULL",
                    "CREATE TABLE whole_deferred (a int PRIMARY KEY DEFERRABLE, b int)",
                    "ALTER TABLE whole_deferred REPLICA IDENTITY FULL",
                    "CREATE TABLE idx (a int PRIMARY KEY, b int NOT NULL, c int NOT NULL)",
                    "CREATE UNIQUE INDEX idx_u ON idx (c, b)",
                    "ALTER TABLE idx REPLICA IDENTITY USING INDEX idx_u",
                    "CREATE TABLE gone (a int PRIMARY KEY, b int NOT NULL)",
                    "CREATE UNIQUE INDEX gone_u ON gone (b)",
                    "ALTER TABLE gone REPLICA IDENTITY USING INDEX gone_u",
                    "DROP INDEX gone_u");
            Catalog catalog = new Catalog(session);

            assertThat(identity(catalog, "pk").columns()).containsExactly("a", "B");
            assertThat(identity(catalog, "deferred_pk").isUsable()).isFalse();
            assertThat(identity(catalog, "deferred_pk").primaryKeyDeferrable()).isTrue();
            assertThat(identity(catalog, "no_pk").isUsable()).isFalse();
            assertThat(identity(catalog, "nothing").isUsable()).isFalse();
            assertThat(identity(catalog, "whole").isUsable()).isTrue();
            assertThat(identity(catalog, "whole").columns()).isEmpty();
            assertThat(identity(catalog, "whole").key()).containsExactly("a");
            // within a transaction two rows may have one value of it
            assertThat(identity(catalog, "whole_deferred").isUsable()).isTrue();
            assertThat(identity(catalog, "whole_deferred").key()).isEmpty();
            assertThat(identity(catalog, "idx").key()).containsExactly("c", "b");
            assertThat(identity(catalog, "gone").setting()).isEqualTo(ReplicaIdentity.INDEX);
            assertThat(identity(catalog, "gone").isUsable()).isFalse();
            assertThat(catalog.identity(1)).isEmpty();

            Relation pk = catalog.find(new TableId("public", "pk")).orElseThrow();
            TableSchema schema = Catalog.schema(
                    pk, catalog.columns(pk.oid()), identity(catalog, "pk").key());
            assertThat(schema.key()).containsExactly(2, 1);
            assertThat(schema.relationOid()).isEqualTo((int) pk.oid());
        }
    }

    private static TableIdentity identity(Catalog catalog, String table) {
        long oid = catalog.find(new TableId("public", table)).orElseThrow().oid();
        return catalog.identity(oid).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void tellsWhatARelationIs(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("kinds");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute(
                    "CREATE TABLE r (a int PRIMARY KEY, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED BY DEFAULT AS IDENTITY)",
                    "COMMENT ON TABLE r IS 'plain'",
                    "CREATE TABLE child () INHERITS (r)",
                    "CREATE UNLOGGED TABLE u (a int)",
                    "CREATE VIEW v AS SELECT 1 AS a",
                    "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a",
                    "CREATE TABLE p (a int, b int) PARTITION BY LIST (a)",
                    "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (b)",
                    "CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1)",
                    "INSERT INTO r SELECT generate_series(1, 1000)",
                    "ANALYZE r");
            Catalog catalog = new Catalog(session);
            List<Relation> all = catalog.relations();

            assertThat(all)
                    .extracting(r -> r.id().name())
                    .containsExactly("child", "m", "p", "p1", "p11", "r", "u", "v");
            assertThat(all)
                    .filteredOn(Relation::isPublishable)
                    .extracting(r -> r.id().name())
                    .containsExactly("child", "p", "p1", "p11", "r");
            Relation r = all.get(5);
            assertThat(r.comment()).contains("plain");
            assertThat(r.hasInheritors()).isTrue();
            assertThat(r.estimatedRows()).hasValue(1000);
            assertThat(r.owner()).isEqualTo("postgres");
            assertThat(all.get(0).estimatedRows()).as("never analysed").isEmpty();
            assertThat(all.get(2).hasInheritors()).isFalse();
            assertThat(all.get(4).partitionOf()).hasValue(all.get(3).oid());
            assertThat(all.get(3).partitionOf()).hasValue(all.get(2).oid());
            assertThat(catalog.columns(r.oid()))
                    .extracting(CatalogColumn::generated)
                    .containsExactly(
                            CatalogColumn.Generated.NO, CatalogColumn.Generated.STORED, CatalogColumn.Generated.NO);
            assertThat(catalog.columns(r.oid()))
                    .extracting(CatalogColumn::identity)
                    .containsExactly(false, false, true);
            assertThat(catalog.sizes(List.of(r.oid(), 1L)).keySet()).containsExactly(r.oid());
            assertThat(catalog.sizes(List.of(r.oid())).get(r.oid()).heapBytes()).isPositive();
            assertThat(catalog.find(r.oid()).map(Relation::id)).contains(r.id());
            assertThat(catalog.find(new TableId("public", "R"))).isEqualTo(Optional.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void tellsForWhomRowSecurityHidesRows(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("rls")) {
            String role = "rls_reader_" + major;
            database.execute(
                    "CREATE ROLE " + role + " LOGIN",
                    "CREATE TABLE t (a int)",
                    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                    "GRANT SELECT ON t TO " + role);
            TableId t = new TableId("public", "t");
            try (Session owner = PostgresTest.sessions(database).open("it");
                    Session reader = PostgresTest.sessions(database.as(role)).open("it")) {
                assertThat(new Catalog(owner).find(t).orElseThrow().rowSecurityActive())
                        .isFalse();
                assertThat(new Catalog(reader).find(t).orElseThrow().rowSecurityActive())
                        .isTrue();
            }
            database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }
}
