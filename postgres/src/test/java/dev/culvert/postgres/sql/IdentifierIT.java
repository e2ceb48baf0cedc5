package dev.culvert.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Session;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Names and texts of every kind go into a statement and come back from the server as they were. */
class IdentifierIT {
    private static PostgresDatabase database;
    private static Session session;

    @BeforeContainer
    static void open() {
        database = PostgresServer.shared(15).createDatabase("identifier");
        session = PostgresTest.sessions(database).open("it");
    }

    @AfterContainer
    static void close() {
        session.close();
        database.close();
    }

    @Property(tries = 300)
    void aNameComesBackAsItWas(@ForAll("names") String table, @ForAll("names") String column) {
        List<String> found = session.rolledBack(() -> {
            session.update(
                    "CREATE TABLE " + QualifiedName.of("public", table) + " (" + new Identifier(column) + " int)");
            return session.list(
                    """
                    SELECT c.relname || '|' || a.attname AS v FROM pg_class c
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'""",
                    row -> row.text("v"));
        });
        assertThat(found).containsExactly(table + "|" + column);
    }

    @Property(tries = 300)
    void aTextComesBackAsItWas(@ForAll("texts") String text) {
        String back = session.one("SELECT " + Literal.quote(text) + "::text AS v", row -> row.text("v"));
        assertThat(back).isEqualTo(text);
    }

    @Property(tries = 100)
    void aTextComesBackWithoutStandardStringsToo(@ForAll("texts") String text) {
        String back = session.rolledBack(() -> {
            session.update("SET LOCAL standard_conforming_strings = off");
            session.update("SET LOCAL escape_string_warning = off");
            return session.one("SELECT " + Literal.quote(text) + "::text AS v", row -> row.text("v"));
        });
        assertThat(back).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> hostile = Arbitraries.of(
                "select",
                "User",
                "a.b",
                "\"",
                "\"\"",
                "'",
                "';drop table x;--",
                "a\\b",
                "\n",
                "\t",
                " ",
                "%",
                "_",
                "$1",
                "?",
                "{d}",
                ":x",
                "日本語",
                "😀",
                "ü".repeat(31),
                "x".repeat(63),
                "/*",
                "U&\"\\0041\"");
        return Arbitraries.oneOf(hostile, texts().filter(IdentifierIT::fits));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Character> specials = Arbitraries.of('"', '\'', '\\', '.', '%', '?', '{', '}', '$', ';', '\n', ' ');
        Arbitrary<Character> any = Arbitraries.chars().filter(c -> c != 0 && !Character.isSurrogate(c));
        return Arbitraries.oneOf(specials, any, Arbitraries.chars().ascii().filter(c -> c != 0))
                .array(Character[].class)
                .ofMaxSize(40)
                .map(IdentifierIT::join);
    }

    private static String join(Character[] characters) {
        StringBuilder joined = new StringBuilder();
        for (char c : characters) {
            joined.append(c);
        }
        return joined.toString();
    }

    private static boolean fits(String name) {
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= Identifier.MAX_BYTES;
    }
}
