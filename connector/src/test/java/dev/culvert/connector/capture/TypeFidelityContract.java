package dev.culvert.connector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.connector.capture.RecordedChanges.Row;
import dev.culvert.connector.server.TestSource;
import dev.culvert.connector.snapshot.CollectedSnapshot;
import dev.culvert.connector.snapshot.SnapshotSession;
import dev.culvert.connector.snapshot.SnapshotTable;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.testkit.corpus.TypeCorpus;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every value of every type has one text, PostgreSQL's own under pinned settings, by the snapshot, by an update that changes
 * nothing, and in an old image; whatever the database and the role are set to.
 */
public abstract class TypeFidelityContract {

    protected abstract CaptureFixture.Factory factory();

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void snapshotStreamAndServerGiveTheSameText(int major) {
        TypeCorpus corpus = TypeCorpus.of(major);
        try (CaptureFixture fixture = CaptureFixture.on(major, factory())) {
            PostgresDatabase database = fixture.database();
            fixture.connectBy(database.as(hostileRole(major, database)).url());
            corpus.create(database);
            corpus.insert(database);
            database.execute(
                    "ALTER TABLE corpus REPLICA IDENTITY FULL",
                    "CREATE PUBLICATION captured FOR TABLE corpus",
                    "CREATE TABLE corpus_copy AS SELECT * FROM corpus",
                    "GRANT SELECT ON corpus, corpus_copy TO hostile_" + major);
            makeHostile(major, database);
            TestSource source = fixture.source();
            TableSchema table = source.schema(TypeCorpus.TABLE);
            CollectedSnapshot snapshot = new CollectedSnapshot();
            Lsn start;
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                start = session.createSlot(SlotRequest.permanent(fixture.slot()), Duration.ofSeconds(30));
                session.copy(List.of(new SnapshotTable(table, Optional.empty())), 2, snapshot);
            }
            database.execute("UPDATE public.corpus SET n = n", "DELETE FROM public.corpus");
            List<Row> changes = fixture.read(start, List.of(table)).rows();

            Map<String, List<String>> snapshotRows = byId(snapshot.rows(table.id()));
            int count = corpus.values().size();
            assertThat(snapshotRows).hasSize(count);
            assertThat(changes).hasSize(2 * count);
            for (Row change : changes.subList(0, count)) {
                List<String> expected = quoted(snapshotRows.get(id(change.after())));
                assertThat(change.operation()).isEqualTo(Operation.UPDATE);
                assertThat(change.after()).isEqualTo(expected);
                assertThat(change.before()).isEqualTo(expected);
            }
            for (Row change : changes.subList(count, 2 * count)) {
                assertThat(change.operation()).isEqualTo(Operation.DELETE);
                assertThat(change.before()).isEqualTo(quoted(snapshotRows.get(id(change.before()))));
            }
            assertThat(serverTexts(source, corpus)).isEqualTo(cells(snapshotRows, corpus, table));
        }
    }

    private static String hostileRole(int major, PostgresDatabase database) {
        String role = "hostile_" + major;
        database.execute("DO $$BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + role
                + "') THEN CREATE ROLE " + role + " LOGIN REPLICATION; END IF; END$$");
        return role;
    }

    /** Settings that change texts, or stop sessions, if they reach them. */
    private static void makeHostile(int major, PostgresDatabase database) {
        List<String> values = List.of(
                "datestyle = 'German, DMY'",
                "intervalstyle = 'iso_8601'",
                "bytea_output = 'escape'",
                "extra_float_digits = -15",
                "timezone = 'Asia/Kathmandu'",
                "search_path = 'other_mood', 'nowhere'",
                "xmlbinary = 'hex'",
                "quote_all_identifiers = on",
                "array_nulls = off");
        List<String> statements = List.of(
                "client_encoding = 'LATIN1'",
                "statement_timeout = '1ms'",
                "lock_timeout = '1ms'",
                "idle_in_transaction_session_timeout = '1ms'",
                "default_transaction_read_only = on",
                "default_transaction_isolation = 'serializable'",
                "row_security = off",
                "client_min_messages = 'error'");
        values.forEach(setting -> database.execute("ALTER DATABASE " + database.name() + " SET " + setting));
        values.forEach(setting -> database.execute("ALTER ROLE hostile_" + major + " SET " + setting));
        statements.forEach(setting -> database.execute("ALTER ROLE hostile_" + major + " SET " + setting));
    }

    private static Map<String, List<String>> byId(List<List<String>> rows) {
        Map<String, List<String>> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.get(0), row));
        return byId;
    }

    private static String id(List<String> image) {
        return image.get(0).replace("'", "");
    }

    private static List<String> quoted(List<String> texts) {
        return texts.stream()
                .map(text -> text == null ? "NULL" : "'" + text + "'")
                .toList();
    }

    /** The output function's word, in a pinned session: a cast to text would be another function for some types. */
    private static Map<String, String> serverTexts(TestSource source, TypeCorpus corpus) {
        Map<String, String> texts = new HashMap<>();
        try (Session session = source.sessions().open("oracle")) {
            for (int i = 0; i < corpus.values().size(); i++) {
                String column = corpus.column(i);
                int id = i;
                session.list(
                        "SELECT pg_catalog.format('%s', o.v) AS text FROM (SELECT " + column
                                + " AS v FROM public.corpus_copy WHERE id = " + i + ") AS o",
                        row -> texts.putIfAbsent(id + " " + corpus.values().get(id), row.text("text")) == null);
            }
        }
        return texts;
    }

    private static Map<String, String> cells(Map<String, List<String>> rows, TypeCorpus corpus, TableSchema table) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < corpus.values().size(); i++) {
            String text = rows.get(Integer.toString(i)).get(table.indexOf(corpus.column(i)));
            texts.put(i + " " + corpus.values().get(i), text == null ? "" : text);
        }
        return texts;
    }

    /** The corpus names every type of pg_catalog that a column can have. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void theCorpusForgetsNoType(int major) {
        TypeCorpus corpus = TypeCorpus.of(major);
        try (PostgresDatabase database = CaptureFixture.server(major).createDatabase("types")) {
            corpus.create(database);
            TreeSet<String> missing = new TreeSet<>();
            database.query(
                            """
                            SELECT t.typname FROM pg_type t WHERE t.typnamespace = 'pg_catalog'::regnamespace
                                AND t.typtype IN ('b', 'r', 'm', 'e') AND t.typcategory <> 'A'
                                AND NOT EXISTS (SELECT 1 FROM pg_attribute a
                                    WHERE a.attrelid = 'corpus'::regclass AND a.atttypid = t.oid)""")
                    .forEach(row -> missing.add(row.get(0)));
            // written by the server alone: no column of a user's table has them
            missing.removeAll(List.of(
                    "pg_brin_bloom_summary",
                    "pg_brin_minmax_multi_summary",
                    "pg_dependencies",
                    "pg_mcv_list",
                    "pg_ndistinct",
                    "pg_node_tree",
                    "gtsvector",
                    "pg_ddl_command"));
            assertThat(missing).isEmpty();
        }
    }
}
