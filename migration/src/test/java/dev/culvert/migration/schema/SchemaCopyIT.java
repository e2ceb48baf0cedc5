package dev.culvert.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.comparison.CatalogComparison;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.copy.CopyPipe;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.fixture.EveryKindOfObject;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCopyIT {
    private static final String MIGRATION = "schema-it";
    private static final String SEQUENCES =
            "SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE schemaname <> 'culvert' ORDER BY 1, 2";
    private static final String LARGE_OBJECTS =
            """
            SELECT oid, pg_get_userbyid(lomowner), lomacl::text, obj_description(oid, 'pg_largeobject'), md5(lo_get(oid))
            FROM pg_largeobject_metadata ORDER BY 1""";
    private static final String ROLES =
            """
            SELECT rolname, rolinherit, rolcanlogin, rolconnlimit, rolvaliduntil::text, rolbypassrls, rolcreatedb, rolpassword,
              shobj_description(oid, 'pg_authid'), (SELECT setconfig::text FROM pg_db_role_setting WHERE setrole = r.oid AND setdatabase = 0),
              (SELECT string_agg(roleid::regrole::text || admin_option, ',' ORDER BY 1) FROM pg_auth_members WHERE member = r.oid)
            FROM pg_authid AS r WHERE rolname LIKE 'fixture%' ORDER BY 1""";

    @ParameterizedTest
    @CsvSource({"13, 18", "14, 17", "15, 18"})
    void everyKindOfObjectArrives(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("schema_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("schema_t")) {
            EveryKindOfObject.create(source);
            extensionWithConfiguration(source);
            extensionWithConfiguration(target);
            source.execute("INSERT INTO public.setting VALUES (1, 'of the extension'), (2, 'of the user')");
            Sites sites = TestSites.of(source, target);
            List<SchemaNote> notes;
            try (SchemaCopy copy = new SchemaCopy(sites, MIGRATION, 2)) {
                start(sites, copy);
                notes = copy.notes();
            }

            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                long began = System.nanoTime();
                assertThat(CatalogComparison.of(s, t)).isEmpty();
                assertThat(System.nanoTime() - began).as("a gate is fast").isLessThan(30_000_000_000L);
                assertThat(LargeObjectState.check(s, t, MIGRATION).severity()).isEqualTo(Severity.PASSED);
                source.execute("SELECT lo_put(424244, 2, 'x')");
                assertThat(LargeObjectState.check(s, t, MIGRATION).code()).isEqualTo(ErrorCode.LARGE_OBJECTS_CHANGED);
                source.execute("SELECT lo_put(424244, 2, 'a')");
            }
            Map<String, String> there = EveryKindOfObject.checksums(target);
            there.put("public.setting", EveryKindOfObject.checksums(source).get("public.setting"));
            assertThat(there)
                    .isEqualTo(EveryKindOfObject.checksums(source))
                    .hasSizeGreaterThan(EveryKindOfObject.TABLES - 10);
            assertThat(target.query("SELECT id FROM public.setting")).containsExactly(List.of("2"));
            assertThat(target.query(SEQUENCES))
                    .isEqualTo(source.query(SEQUENCES))
                    .hasSizeGreaterThan(150);
            assertThat(target.query(LARGE_OBJECTS))
                    .isEqualTo(source.query(LARGE_OBJECTS))
                    .hasSize(3);
            assertThat(target.query(ROLES)).isEqualTo(source.query(ROLES)).hasSize(5);
            assertThat(target.query("SELECT 1 FROM pg_publication")).isEmpty();
            assertThat(notes)
                    .contains(new SchemaNote(
                            "table public.setting",
                            "It belongs to an extension: 1 rows of configuration were copied once."));
        } finally {
            EveryKindOfObject.dropRoles(PostgresServer.shared(from).maintenance());
            EveryKindOfObject.dropRoles(PostgresServer.shared(to).maintenance());
        }
    }

    /** What an earlier migration has left on its source. */
    private static void closedAndOpenedByHand(Sites sites) {
        try (Session source = sites.source().open("it")) {
            Closing closing = new Closing(source);
            closing.prepare();
            closing.close();
            closing.open();
        }
    }

    /** Another process goes on: it makes nothing twice and leaves nothing out. */
    @Test
    void aCopyThatEndedAnywhereGoesOn() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("again_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("again_t")) {
            source.execute(
                    "CREATE TABLE a (id int PRIMARY KEY, n int)",
                    "CREATE INDEX a_n ON a (n)",
                    "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)",
                    "INSERT INTO a VALUES (1, 1), (2, 1)",
                    "INSERT INTO b VALUES (1, 1)",
                    "SELECT lo_from_bytea(77, 'seventy-seven')");
            Sites sites = TestSites.of(source, target);
            closedAndOpenedByHand(sites);
            try (SchemaCopy copy = new SchemaCopy(sites, MIGRATION, 2);
                    Session s = sites.source().open("it")) {
                preData(s, copy);
                preData(s, copy);
                rows(sites);
                // an index that cannot be made: the first attempt ends here
                target.execute("INSERT INTO a VALUES (1, 9)");
                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() -> copy.tableCopied(new TableId("public", "a")))
                        .satisfies(e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_RESTORE);
                            assertThat(e.object()).isEqualTo("constraint public.a a_pkey");
                            assertThat(e.getMessage()).doesNotContain("(1)");
                        });
            }
            target.execute("DELETE FROM a WHERE n = 9");
            try (SchemaCopy copy = new SchemaCopy(sites, MIGRATION, 2);
                    Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                preData(s, copy);
                copy.tableCopied(new TableId("public", "a"));
                copy.tableCopied(new TableId("public", "a"));
                copy.afterAll();
                copy.afterAll();
                assertThat(CatalogComparison.of(s, t)).isEmpty();
            }
            assertThat(EveryKindOfObject.checksums(target)).isEqualTo(EveryKindOfObject.checksums(source));
            assertThat(target.query(LARGE_OBJECTS)).isEqualTo(source.query(LARGE_OBJECTS));
        }
    }

    /** Nothing is left of a schema that the target does not take. */
    @Test
    void aSchemaIsMadeWholeOrNotAtAll() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("whole_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("whole_t")) {
            // 18 has no such extension any more
            source.execute("CREATE TABLE before (id int)", "CREATE EXTENSION adminpack");
            Sites sites = TestSites.of(source, target);
            try (SchemaCopy copy = new SchemaCopy(sites, MIGRATION, 2);
                    Session s = sites.source().open("it")) {
                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() -> preData(s, copy))
                        .satisfies(e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_RESTORE);
                            assertThat(e.object()).isEqualTo("extension adminpack");
                        });
                assertThat(target.value("SELECT to_regclass('public.before')::text"))
                        .isEmpty();
                source.execute("DROP EXTENSION adminpack");
                preData(s, copy);
                assertThat(target.value("SELECT to_regclass('public.before')::text"))
                        .contains("before");
            }
        }
    }

    private static void extensionWithConfiguration(PostgresDatabase database) {
        database.execute(
                "CREATE EXTENSION fuzzystrmatch SCHEMA public",
                "CREATE TABLE public.setting (id int, t text)",
                "ALTER EXTENSION fuzzystrmatch ADD TABLE public.setting",
                """
                UPDATE pg_extension SET extconfig = ARRAY['public.setting'::regclass::oid], extcondition = ARRAY['WHERE id > 1']
                WHERE extname = 'fuzzystrmatch'""");
    }

    private static void start(Sites sites, SchemaCopy copy) {
        try (Session s = sites.source().open("it");
                Session t = sites.target().open("it")) {
            preData(s, copy);
            Closing closing = new Closing(t);
            closing.prepare();
            closing.close();
            rows(sites).forEach(copy::tableCopied);
            copy.afterAll();
        }
    }

    private static void preData(Session s, SchemaCopy copy) {
        s.transaction(() -> {
            s.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            copy.preData(s.one("SELECT pg_export_snapshot() AS name", row -> row.text("name")));
            return true;
        });
    }

    /** Plainly, one table after the other. */
    private static List<TableId> rows(Sites sites) {
        try (Session s = sites.source().open("it");
                Session t = sites.target().open("it")) {
            Closing.writePast(t, false);
            List<TableId> tables = s.list(
                    """
                    SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'culvert')
                      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')""",
                    row -> new TableId(row.text("schema"), row.text("name")));
            for (TableId table : tables) {
                String name = QualifiedName.quote(table);
                String columns = s
                        .list(
                                """
                                SELECT attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
                                  AND attgenerated = ''""",
                                row -> Identifier.quote(row.text("attname")),
                                name)
                        .stream()
                        .collect(Collectors.joining(", "));
                new CopyPipe(s, t)
                        .run(
                                "COPY (SELECT " + columns + " FROM ONLY " + name + ") TO STDOUT",
                                "COPY " + name + (columns.isEmpty() ? "" : "(" + columns + ")") + " FROM STDIN",
                                (rows, bytes) -> {});
            }
            return tables;
        }
    }
}
