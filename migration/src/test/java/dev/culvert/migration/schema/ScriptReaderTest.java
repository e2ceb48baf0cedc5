package dev.culvert.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptReaderTest {
    private static final String SCRIPT =
            """
            \\restrict abc

            SET statement_timeout = 0;

            --
            -- TOC entry 7 (class 1255 OID 42)
            -- Dependencies: 3 11
            -- Name: f(); Type: FUNCTION; Schema: app; Owner: me
            -- Data Pos: 0
            --

            CREATE FUNCTION app.f() RETURNS text LANGUAGE sql AS $_$
            -- TOC entry 8 (class 1 OID 1)
            -- Name: fake; Type: TABLE; Schema: app; Owner: me
            \\! not a command
            SELECT $1 $_$;


            SET default_tablespace = fast;

            SET default_table_access_method = heap;

            --
            -- TOC entry 9 (class 1259 OID 43)
            -- Name: odd; Type: X; name; Type: INDEX; Schema: app; Owner: me
            --

            CREATE INDEX i ON app.t (x) WHERE t = '
            -- TOC entry 8 (class 1 OID 1)
            ''' AND u = E'\\'' /* -- ' */;


            --
            -- TOC entry 10 (class 0 OID 0)
            -- Dependencies: 9
            -- Name: INDEX i; Type: COMMENT; Schema: app; Owner: me
            --

            COMMENT ON INDEX app.i IS 'x;';


            --
            -- PostgreSQL database dump complete
            --

            \\unrestrict abc
            """;

    @Test
    void entriesBeginAtCommentsThatTheServerWouldSee() {
        List<SchemaEntry> entries = ScriptReader.read(SCRIPT);

        assertThat(entries).extracting(SchemaEntry::dumpId).containsExactly(7, 9, 10);
        assertThat(entries)
                .extracting(SchemaEntry::object)
                .containsExactly("function app.f()", "index app.odd; Type: X; name", "comment app.INDEX i");
        assertThat(entries.get(0).dependencies()).containsExactly(3, 11);
        assertThat(entries.get(0).statements())
                .startsWith("CREATE FUNCTION")
                .endsWith("$_$;")
                .contains("fake", "not a command");
        assertThat(entries.get(1).objectId()).isEqualTo(43);
        assertThat(entries.get(2).statements()).isEqualTo("COMMENT ON INDEX app.i IS 'x;';");
    }

    @Test
    void aTablespaceIsThatOfTheEntriesAfterIt() {
        List<SchemaEntry> entries = ScriptReader.read(SCRIPT);

        assertThat(entries).extracting(SchemaEntry::tablespace).containsExactly("", "fast", "fast");
        assertThat(entries).extracting(SchemaEntry::accessMethod).containsExactly("", "heap", "heap");
    }

    @Test
    void statementsEndAtSemicolonsOutsideOfEverything() {
        assertThat(
                        Statements.of(
                                """
                        CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
                        ALTER FUNCTION f() OWNER TO me;
                        CREATE RULE r AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2);
                        SELECT 'a;b', ";", $x$;$x$"""))
                .hasSize(4)
                .satisfies(all -> assertThat(all.get(0)).endsWith("END"))
                .satisfies(all -> assertThat(all.get(3)).endsWith("$x$;$x$"));
    }

    @Test
    void listsOfNamesAreGivenOneByOne() {
        assertThat(StoredSetting.parse("search_path=\"$user\", \"a \"\"b\", public")
                        .sql())
                .isEqualTo("\"search_path\" TO '$user', 'a \"b', 'public'");
        assertThat(StoredSetting.parse("app.tenant=it's, here").sql()).isEqualTo("\"app\".\"tenant\" TO 'it''s, here'");
    }
}
