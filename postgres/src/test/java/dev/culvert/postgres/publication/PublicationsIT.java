package dev.culvert.postgres.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationsIT {

    private static PublicationSpec.Table table(String schema, String name) {
        return new PublicationSpec.Table(new TableId(schema, name), Optional.empty(), Optional.empty());
    }

    private static PublicationSpec.Table table(String name, List<String> columns, String filter) {
        return new PublicationSpec.Table(
                new TableId("public", name),
                columns.isEmpty() ? Optional.empty() : Optional.of(columns),
                Optional.of(filter).filter(f -> !f.isEmpty()));
    }

    private static PublicationSpec spec(int major, PublicationSpec.Table... tables) {
        return new PublicationSpec("culvert_it", List.of(tables), major >= 18);
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void createsAddsRemovesAndThenHasNothingToDo(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("pub");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute(
                    "CREATE SCHEMA \"O\"\"dd. 'S\"",
                    "CREATE TABLE \"O\"\"dd. 'S\".\"select\\%\n😀\" (a int PRIMARY KEY)",
                    "CREATE TABLE parent (a int PRIMARY KEY)",
                    "CREATE TABLE child () INHERITS (parent)",
                    "CREATE TABLE root (a int PRIMARY KEY) PARTITION BY LIST (a)",
                    "CREATE TABLE leaf PARTITION OF root DEFAULT");
            Publications publications = new Publications(session);
            PublicationSpec first = spec(major, table("O\"dd. 'S", "select\\%\n😀"), table("public", "parent"));

            PublicationDiff create = publications.diff(first);
            assertThat(create.isAdditive()).isTrue();
            publications.apply(create);
            assertThat(publications.diff(first).isEmpty()).isTrue();
            Publication actual = publications.read("culvert_it").orElseThrow();
            assertThat(actual.tables())
                    .extracting(Publication.Table::id)
                    .as("not the child")
                    .containsExactly(new TableId("O\"dd. 'S", "select\\%\n😀"), new TableId("public", "parent"));
            assertThat(actual.operations()).isEqualTo("insert, update, delete, truncate");
            assertThat(actual.viaRoot()).isTrue();
            assertThat(actual.owner()).isEqualTo("postgres");
            assertThat(actual.generatedColumns()).isEqualTo(major >= 18 ? Optional.of(true) : Optional.empty());
            assertThat(actual.oid()).isEqualTo(database.number("SELECT oid FROM pg_publication"));

            PublicationSpec second = spec(major, table("public", "parent"), table("public", "root"));
            PublicationDiff change = publications.diff(second);
            assertThat(change.isAdditive()).isFalse();
            assertThat(change.changes()).extracting(PublicationChange::additive).containsExactly(false, true);
            assertThat(change.script()).startsWith("BEGIN;\n").endsWith("\nCOMMIT;");
            publications.apply(change);
            assertThat(publications.diff(second).isEmpty()).isTrue();
            Publication changed = publications.read("culvert_it").orElseThrow();
            assertThat(changed.oid()).isEqualTo(actual.oid());
            assertThat(changed.find(new TableId("public", "parent")))
                    .isEqualTo(actual.find(new TableId("public", "parent")));
            assertThat(publications.list()).containsExactly(changed);

            assertThat(publications.drop("culvert_it")).isTrue();
            assertThat(publications.drop("culvert_it")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void pushesColumnsAndFiltersDownAndComparesThemAsTheServerReadsThem(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("push");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute(
                    "CREATE TABLE t (a int, \"B\" text, c text, PRIMARY KEY (a, \"B\"))",
                    "CREATE TABLE u (a int PRIMARY KEY)");
            Publications publications = new Publications(session);
            PublicationSpec spec = spec(
                    major,
                    table("t", List.of("a", "B"), "\"B\"<>'it''s' and a between 1 and 5"),
                    table("u", List.of(), ""));
            publications.apply(publications.diff(spec));
            assertThat(publications.diff(spec).isEmpty())
                    .as("written otherwise, read the same")
                    .isTrue();
            Publication.Table t =
                    publications.read("culvert_it").orElseThrow().tables().get(0);
            assertThat(t.columns()).contains(List.of("a", "B"));
            assertThat(t.filter()).contains("((\"B\" <> 'it''s'::text) AND ((a >= 1) AND (a <= 5)))");
            assertThat(t.membershipOid()).isPositive();

            PublicationSpec other =
                    spec(major, table("t", List.of("a", "B"), "\"B\" <> 'its'"), table("u", List.of(), ""));
            PublicationDiff diff = publications.diff(other);
            assertThat(diff.changes()).hasSize(2).noneMatch(PublicationChange::additive);
            assertThat(diff.changes().get(0).sql())
                    .isEqualTo("ALTER PUBLICATION \"culvert_it\" DROP TABLE ONLY \"public\".\"t\"");
            publications.apply(diff);
            assertThat(publications.diff(other).isEmpty()).isTrue();
            assertThat(publications
                            .read("culvert_it")
                            .orElseThrow()
                            .tables()
                            .get(0)
                            .membershipOid())
                    .as("another membership")
                    .isNotEqualTo(t.membershipOid());

            assertThat(publications
                            .diff(spec(major, table("t", List.of(), "\"B\" <> 'its'"), table("u", List.of(), "")))
                            .isEmpty())
                    .as("without the column list")
                    .isFalse();
            assertThat(publications
                            .diff(spec(
                                    major, table("t", List.of("B", "a"), "\"B\" <> 'its'"), table("u", List.of(), "")))
                            .isEmpty())
                    .as("the order of the list means nothing")
                    .isTrue();
            assertThat(publications
                            .diff(spec(major, table("t", List.of("a", "B"), ""), table("u", List.of(), "")))
                            .isEmpty())
                    .as("without the filter")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void mendsWhatSomebodyElseMade(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("mend");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute("CREATE TABLE t (a int PRIMARY KEY)", "CREATE SCHEMA s");
            Publications publications = new Publications(session);
            PublicationSpec spec = spec(major, table("public", "t"));
            List<String> others = major >= 15
                    ? List.of("FOR TABLE t WITH (publish = 'insert')", "FOR ALL TABLES", "FOR TABLES IN SCHEMA s")
                    : List.of("FOR TABLE t WITH (publish = 'insert')", "FOR ALL TABLES");
            for (String other : others) {
                database.execute("CREATE PUBLICATION culvert_it " + other);
                PublicationDiff diff = publications.diff(spec);
                assertThat(diff.isAdditive()).as(other).isFalse();
                publications.apply(diff);
                assertThat(publications.diff(spec).isEmpty()).as(other).isTrue();
                publications.drop("culvert_it");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void whoDoesNotOwnATableCannotPublishIt(int major) {
        String role = "publisher_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("owned")) {
            database.execute(
                    "CREATE ROLE " + role + " LOGIN",
                    "GRANT CREATE ON DATABASE " + database.name() + " TO " + role,
                    "CREATE TABLE t (a int PRIMARY KEY)");
            try (Session session = PostgresTest.sessions(database.as(role)).open("it")) {
                Publications publications = new Publications(session);
                PublicationDiff diff = publications.diff(spec(major, table("public", "t")));
                assertThatThrownBy(() -> publications.apply(diff))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.PG_PRIVILEGE));
                assertThat(publications.list()).isEmpty();
            }
            database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }
}
