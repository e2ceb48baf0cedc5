package dev.culvert.connector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.connector.capture.RecordedChanges.Row;
import dev.culvert.connector.capture.RecordedChanges.Txn;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableId;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What every capture engine delivers, on real servers. An engine's test extends it and says how the engine is made. */
public abstract class CaptureEngineContract {

    protected abstract CaptureFixture.Factory factory();

    private CaptureFixture fixture(int major) {
        return CaptureFixture.on(major, factory());
    }

    /** Interleaved transactions, COPY, many rows in one INSERT, savepoints rolled back: several share an LSN (I5). */
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void everyTransactionWholeAndARestartAfterEachGivesWhatFollowed(int major) throws Exception {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY, tag text)");
            workload(fixture.database());
            RecordedChanges all = fixture.read("t");
            List<List<String>> tags = tags(all.transactions());
            assertThat(tags)
                    .containsExactly(
                            List.of("b1", "b2"),
                            List.of("a1", "a2", "a3"),
                            List.of("copy1", "copy2", "copy3", "copy4", "copy5"),
                            List.of("copy6", "copy7"),
                            List.of("kept1", "kept2"),
                            List.of("m1", "m2", "m3"),
                            List.of("d1", "d2"),
                            List.of("c1", "c2", "c3"));
            List<Txn> transactions = all.transactions();
            for (int i = 0; i < transactions.size(); i++) {
                RecordedChanges rest = fixture.read(transactions.get(i).end(), fixture.schemas("t"));
                assertThat(tags(rest.transactions()))
                        .as("after transaction %d at %s", i, transactions.get(i).end())
                        .isEqualTo(tags.subList(i + 1, tags.size()));
            }
        }
    }

    private static List<List<String>> tags(List<Txn> transactions) {
        return transactions.stream()
                .map(txn -> txn.rows().stream()
                        .map(row -> row.after().get(1).replace("'", ""))
                        .toList())
                .toList();
    }

    private static void workload(PostgresDatabase database) throws Exception {
        try (Connection a = database.connect();
                Connection b = database.connect();
                Connection c = database.connect()) {
            a.setAutoCommit(false);
            b.setAutoCommit(false);
            run(a, "INSERT INTO t VALUES (1, 'a1')");
            run(b, "INSERT INTO t VALUES (2, 'b1')");
            run(a, "INSERT INTO t VALUES (3, 'a2')");
            run(b, "INSERT INTO t VALUES (4, 'b2')");
            b.commit();
            run(a, "INSERT INTO t VALUES (5, 'a3')");
            a.commit();
            copy(c, "6\tcopy1\n7\tcopy2\n8\tcopy3\n9\tcopy4\n10\tcopy5\n");
            copy(c, "11\tcopy6\n12\tcopy7\n");
            run(a, "INSERT INTO t VALUES (13, 'kept1')");
            run(a, "SAVEPOINT s");
            run(a, "INSERT INTO t VALUES (14, 'lost')");
            run(a, "ROLLBACK TO s");
            run(a, "INSERT INTO t VALUES (15, 'kept2')");
            a.commit();
            run(a, "INSERT INTO t VALUES (16, 'never')");
            a.rollback();
            run(c, "INSERT INTO t VALUES (17, 'm1'), (18, 'm2'), (19, 'm3')");
            run(a, "INSERT INTO t VALUES (20, 'c1')");
            run(b, "INSERT INTO t VALUES (21, 'd1'), (22, 'd2')");
            b.commit();
            run(a, "INSERT INTO t VALUES (23, 'c2'), (24, 'c3')");
            a.commit();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void copy(Connection connection, String lines) throws Exception {
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY t FROM STDIN", new StringReader(lines));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void oldImagesOfEveryIdentityAndChangesOfKeys(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish(
                    "d, x, f",
                    "CREATE TABLE d (a int, id int PRIMARY KEY, b text)",
                    // a unique index beside a primary key is the identity
                    "CREATE TABLE x (pk int PRIMARY KEY, u1 text NOT NULL, b text, u2 int NOT NULL)",
                    "CREATE UNIQUE INDEX x_u ON x (u2, u1)",
                    "ALTER TABLE x REPLICA IDENTITY USING INDEX x_u",
                    "CREATE TABLE f (id int PRIMARY KEY, b text)",
                    "ALTER TABLE f REPLICA IDENTITY FULL");
            fixture.database()
                    .execute(
                            "INSERT INTO d VALUES (NULL, 1, 'x')",
                            "UPDATE d SET b = 'y'",
                            "UPDATE d SET id = 2, a = 5",
                            "DELETE FROM d",
                            "INSERT INTO x VALUES (1, 'u', 'b', 7)",
                            "UPDATE x SET pk = 2",
                            "UPDATE x SET u2 = 8",
                            "DELETE FROM x",
                            "INSERT INTO f VALUES (1, NULL)",
                            "UPDATE f SET b = 'b'",
                            "UPDATE f SET id = 2",
                            "DELETE FROM f");
            RecordedChanges changes = fixture.read("d", "x", "f");
            assertThat(changes.rows())
                    .extracting(row -> row.operation() + " " + row.kind() + " " + row.before() + " " + row.after())
                    .containsExactly(
                            "INSERT NONE [] [NULL, '1', 'x']",
                            "UPDATE NONE [] [NULL, '1', 'y']",
                            "UPDATE IDENTITY [ABSENT, '1', ABSENT] ['5', '2', 'y']",
                            "DELETE IDENTITY [ABSENT, '2', ABSENT] []",
                            "INSERT NONE [] ['1', 'u', 'b', '7']",
                            "UPDATE NONE [] ['2', 'u', 'b', '7']",
                            "UPDATE IDENTITY [ABSENT, 'u', ABSENT, '7'] ['2', 'u', 'b', '8']",
                            "DELETE IDENTITY [ABSENT, 'u', ABSENT, '8'] []",
                            "INSERT NONE [] ['1', NULL]",
                            "UPDATE FULL ['1', NULL] ['1', 'b']",
                            "UPDATE FULL ['1', 'b'] ['2', 'b']",
                            "DELETE FULL ['2', 'b'] []");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void truncateOfSeveralTablesIsOne(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish(
                    "a, b",
                    "CREATE TABLE a (id int PRIMARY KEY)",
                    "CREATE TABLE b (id int PRIMARY KEY REFERENCES a)",
                    "CREATE TABLE other (id int PRIMARY KEY)");
            fixture.database()
                    .execute(
                            "INSERT INTO a VALUES (1)",
                            "BEGIN; INSERT INTO a VALUES (2); TRUNCATE a, b, other RESTART IDENTITY; INSERT INTO a VALUES (3); COMMIT",
                            "TRUNCATE b",
                            "BEGIN; TRUNCATE b; TRUNCATE b; COMMIT");
            List<Txn> transactions = fixture.read("a", "b").transactions();
            assertThat(transactions.get(1).events()).hasSize(3).element(1).isEqualTo("truncate [a, b]");
            assertThat(transactions.get(2).events()).isEqualTo(List.of("truncate [b]"));
            assertThat(transactions.get(3).events()).isEqualTo(List.of("truncate [b]", "truncate [b]"));
        }
    }

    /** I4, for every type whose values can be long; FULL has the old value, which is the new one. */
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void anUnchangedToastedValueIsNeverNull(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            List<String> types = List.of(
                    "text",
                    "bytea",
                    "jsonb",
                    "xml",
                    "tsvector",
                    "numeric",
                    "text[]",
                    "uuid[]",
                    "numeric[]",
                    "float8[]",
                    "timestamptz[]",
                    "inet[]",
                    "int[]",
                    "bytea[]",
                    "varchar(200000)",
                    "json",
                    "bigint[]",
                    "bit varying");
            String columns = IntStream.range(0, types.size())
                    .mapToObj(i -> "c" + i + " " + types.get(i))
                    .collect(Collectors.joining(", "));
            fixture.publish(
                    "t, f",
                    "CREATE TABLE t (id int PRIMARY KEY, n int, " + columns + ")",
                    "CREATE TABLE f (id int PRIMARY KEY, n int, a text, b int[])",
                    "ALTER TABLE f REPLICA IDENTITY FULL");
            for (int i = 0; i < types.size(); i++) {
                fixture.database().execute("ALTER TABLE t ALTER c" + i + " SET STORAGE EXTERNAL");
            }
            fixture.database()
                    .execute(
                            "ALTER TABLE f ALTER a SET STORAGE EXTERNAL",
                            "ALTER TABLE f ALTER b SET STORAGE EXTERNAL",
                            """
                            INSERT INTO t SELECT 1, 0, l, l::bytea, to_jsonb(l), xmlparse(content l),
                                array_to_tsvector(array(SELECT 'w' || g FROM generate_series(1, 1000) g)), repeat('7', 20000)::numeric,
                                array[l], array(SELECT gen_random_uuid() FROM generate_series(1, 500)),
                                array(SELECT g::numeric FROM generate_series(1, 2000) g),
                                array(SELECT g::float8 FROM generate_series(1, 2000) g),
                                array(SELECT now() FROM generate_series(1, 2000)),
                                array(SELECT '10.0.0.1'::inet FROM generate_series(1, 2000)),
                                array(SELECT g FROM generate_series(1, 2000) g), array[l::bytea], l, to_json(l),
                                array(SELECT g::bigint FROM generate_series(1, 2000) g), repeat('10', 20000)::varbit
                            FROM repeat('x', 9000) l""",
                            "UPDATE t SET n = 1",
                            "UPDATE t SET c0 = 'short', c6 = NULL",
                            "UPDATE t SET id = 2",
                            "INSERT INTO f SELECT 1, 0, repeat('y', 9000), array(SELECT g FROM generate_series(1, 3000) g)",
                            "UPDATE f SET n = 1");
            List<Row> rows = fixture.read("t", "f").rows();
            List<String> unchanged = rows.get(1).after();
            assertThat(unchanged.subList(0, 2)).containsExactly("'1'", "'1'");
            assertThat(unchanged.subList(2, unchanged.size())).containsOnly("UNCHANGED");
            assertThat(rows.get(2).after().subList(2, 9))
                    .containsExactly(
                            "'short'", "UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED", "NULL");
            assertThat(rows.get(3).after().subList(0, 4)).containsExactly("'2'", "'1'", "'short'", "UNCHANGED");
            assertThat(rows.get(5).after().subList(2, 4))
                    .isEqualTo(rows.get(4).after().subList(2, 4));
            assertThat(rows.get(5).before().subList(2, 4))
                    .isEqualTo(rows.get(4).after().subList(2, 4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void partitionsByTheirRoot(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.database()
                    .execute(
                            "CREATE TABLE p (id int, r text, note text, PRIMARY KEY (r, id)) PARTITION BY LIST (r)",
                            "CREATE TABLE p_eu PARTITION OF p FOR VALUES IN ('eu')",
                            // its columns stand in another order
                            "CREATE TABLE p_us (note text, r text NOT NULL, id int NOT NULL)",
                            "ALTER TABLE p ATTACH PARTITION p_us FOR VALUES IN ('us')",
                            "CREATE PUBLICATION captured FOR TABLE p WITH (publish_via_partition_root = true)");
            fixture.createSlot();
            fixture.database()
                    .execute(
                            "INSERT INTO p VALUES (1, 'eu', 'a'), (2, 'us', 'b')",
                            "UPDATE p SET note = 'c' WHERE id = 2",
                            // from one partition to another
                            "UPDATE p SET r = 'eu' WHERE id = 2",
                            "TRUNCATE p");
            RecordedChanges changes = fixture.read("p");
            assertThat(changes.rows())
                    .allMatch(row -> row.table().equals(new TableId("public", "p")))
                    .extracting(row -> row.operation() + " " + row.before() + " " + row.after())
                    .containsExactly(
                            "INSERT [] ['1', 'eu', 'a']",
                            "INSERT [] ['2', 'us', 'b']",
                            "UPDATE [] ['2', 'us', 'c']",
                            "DELETE ['2', 'us', ABSENT] []",
                            "INSERT [] ['2', 'eu', 'c']");
            assertThat(changes.transactions().get(3).events()).isEqualTo(List.of("truncate [p]"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void namesOfEveryKind(int major) {
        List<String> names = List.of(
                "Order",
                "a.b",
                "quo\"te",
                "\"quoted\"",
                "sp ace",
                "back\\slash",
                "comma,semi;colon:",
                "tür\ud83d\ude00",
                "x'y",
                "per%cent_",
                "select",
                "new\nline",
                "$dollar$",
                "[a-z]+",
                "e\u0301");
        try (CaptureFixture fixture = fixture(major)) {
            PostgresDatabase database = fixture.database();
            // columns that differ only by case, and one called like a field of the envelope
            for (String name : names) {
                String q = PostgresDatabase.quote(name);
                database.execute(
                        "CREATE SCHEMA " + q,
                        "CREATE TABLE %s.%s (%s int PRIMARY KEY, \"A\" text, a text DEFAULT 'd', op text)"
                                .formatted(q, q, q));
            }
            database.execute("CREATE PUBLICATION captured FOR TABLE "
                    + names.stream()
                            .map(PostgresDatabase::quote)
                            .map(q -> q + "." + q)
                            .collect(Collectors.joining(", ")));
            fixture.createSlot();
            for (String name : names) {
                String q = PostgresDatabase.quote(name);
                database.execute(
                        "INSERT INTO %s.%s VALUES (1, 'upper', 'lower', NULL)".formatted(q, q),
                        "UPDATE %s.%s SET %s = 2".formatted(q, q, q));
            }
            List<Row> rows = fixture.read(
                            fixture.start(),
                            names.stream()
                                    .map(name -> fixture.source().schema(name, name))
                                    .toList())
                    .rows();
            assertThat(rows).hasSize(names.size() * 2);
            for (int i = 0; i < names.size(); i++) {
                assertThat(rows.get(2 * i).table()).isEqualTo(new TableId(names.get(i), names.get(i)));
                assertThat(rows.get(2 * i).after()).containsExactly("'1'", "'upper'", "'lower'", "NULL");
                assertThat(rows.get(2 * i + 1).before()).containsExactly("'1'", "ABSENT", "ABSENT", "ABSENT");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void messagesAndTheBoundariesThatTheyNeed(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY)");
            fixture.database()
                    .execute(
                            "SELECT pg_logical_emit_message(true, 'beat', 'only')",
                            "BEGIN; INSERT INTO t VALUES (1); SELECT pg_logical_emit_message(true, 'in', 'between'); INSERT INTO t VALUES (2); COMMIT",
                            "BEGIN; SELECT pg_logical_emit_message(false, 'loose', 'rolled back'); INSERT INTO t VALUES (3); ROLLBACK",
                            "SELECT pg_logical_emit_message(true, 'beat', 'last')");
            Lsn end = Lsn.parse(fixture.database()
                    .value("SELECT pg_current_wal_flush_lsn()")
                    .orElseThrow());
            RecordedChanges changes = fixture.read("t");
            // a boundary at the end of every heartbeat, whether the server sends the message or not
            assertThat(changes.allTransactions()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(changes.allTransactions()
                            .get(changes.allTransactions().size() - 1)
                            .end())
                    .isLessThanOrEqualTo(end)
                    .isGreaterThan(changes.transactions().get(0).end());
            if (major >= 14) {
                assertThat(changes.transactions().get(0).events()).isEqualTo(List.of("message beat only"));
                assertThat(changes.transactions().get(1).events())
                        .hasSize(3)
                        .element(1)
                        .isEqualTo("message in between");
                assertThat(changes.transactions().get(2).events()).isEqualTo(List.of("message beat last"));
                assertThat(changes.looseMessages()).containsExactly("message loose rolled back");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void preparedTransactionsComeWhenTheyAreCommitted(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY)");
            fixture.database()
                    .execute(
                            "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'one'",
                            "BEGIN; INSERT INTO t VALUES (2); PREPARE TRANSACTION 'two'",
                            "INSERT INTO t VALUES (3)",
                            "ROLLBACK PREPARED 'two'",
                            "COMMIT PREPARED 'one'");
            assertThat(fixture.read("t").rows())
                    .extracting(row -> row.after().get(0))
                    .containsExactly("'3'", "'1'");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void aTransactionLargerThanTheServersMemory(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY, pad text)");
            fixture.database().execute("INSERT INTO t SELECT g, repeat('p', 100) FROM generate_series(1, 100000) g");
            List<Txn> transactions = fixture.read("t").transactions();
            assertThat(transactions).hasSize(1);
            assertThat(transactions.get(0).rows())
                    .extracting(row -> row.after().get(0))
                    .isEqualTo(IntStream.rangeClosed(1, 100_000)
                            .mapToObj(i -> "'" + i + "'")
                            .toList());
        }
    }

    /** See also {@code EnginesAgreeIT}: 18 may tell of the end of such a one, by a message of a protocol that nobody asked for. */
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void ofAnAbortedTransactionNothingComesHoweverLarge(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY, pad text)");
            String many = "INSERT INTO t SELECT g, repeat('p', 100) FROM generate_series(%d, %d) g";
            fixture.database()
                    .execute(
                            "BEGIN; INSERT INTO t VALUES (1, 'a'); SAVEPOINT s; " + many.formatted(5_001, 9_000)
                                    + "; ROLLBACK",
                            "BEGIN; INSERT INTO t VALUES (1, 'a'); SAVEPOINT s; " + many.formatted(10_001, 15_000)
                                    + "; ROLLBACK TO s; INSERT INTO t VALUES (2, 'b'); COMMIT",
                            "BEGIN; " + many.formatted(20_001, 25_000) + "; PREPARE TRANSACTION 'never'",
                            "ROLLBACK PREPARED 'never'",
                            "INSERT INTO t VALUES (3, 'c')");
            assertThat(fixture.read("t").rows())
                    .extracting(row -> row.after().get(0))
                    .containsExactly("'1'", "'2'", "'3'");
        }
    }

    /** 600 MB of values through a JVM of 1 GB: what is between the server and the handler is bounded by bytes. */
    @ParameterizedTest
    @ValueSource(ints = {18})
    void largeValuesDoNotFillTheMemory(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY, pad text)");
            fixture.database()
                    .execute("INSERT INTO t SELECT g, repeat(g::text || ' ', 600000) FROM generate_series(100, 399) g");
            LengthHandler lengths = new LengthHandler(Duration.ofMillis(5));
            EngineRun run = fixture.run(fixture.start(), lengths, fixture.schemas("t"));
            org.awaitility.Awaitility.await()
                    .atMost(CaptureFixture.limit())
                    .until(() -> lengths.rows() == 300 || !run.isRunning());
            assertThat(lengths.characters()).isEqualTo(300 * 2_400_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void commitTimeAndLsnAreTheServers(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish("t", "CREATE TABLE t (id int PRIMARY KEY)");
            Instant before = Instant.now().minusSeconds(1);
            String xid = fixture.database()
                    .value("INSERT INTO t VALUES (1) RETURNING xmin::text")
                    .orElseThrow();
            Lsn flushed = Lsn.parse(fixture.database()
                    .value("SELECT pg_current_wal_flush_lsn()")
                    .orElseThrow());
            Txn txn = fixture.read("t").transactions().get(0);
            assertThat(txn.xid()).isEqualTo(Long.parseLong(xid));
            assertThat(txn.commitTime()).isBetween(before, Instant.now().plusSeconds(1));
            assertThat(txn.commitTime().getNano() % 1000).isZero();
            assertThat(txn.end()).isGreaterThan(txn.rows().get(0).lsn()).isLessThanOrEqualTo(flushed);
            assertThat(txn.rows().get(0).kind()).isEqualTo(RowCursor.Before.NONE);
            assertThat(txn.rows().get(0).operation()).isEqualTo(Operation.INSERT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void tablesOfThePublicationThatAreNotCapturedArePassedOver(int major) {
        try (CaptureFixture fixture = fixture(major)) {
            fixture.publish(
                    "t, other", "CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE other (id int PRIMARY KEY)");
            fixture.database()
                    .execute(
                            "BEGIN; INSERT INTO other VALUES (1); INSERT INTO t VALUES (1); INSERT INTO other VALUES (2); COMMIT",
                            "TRUNCATE other",
                            "BEGIN; TRUNCATE other, t; COMMIT");
            List<Txn> transactions = fixture.read("t").transactions();
            assertThat(transactions).hasSize(2);
            assertThat(transactions.get(0).rows()).extracting(Row::after).containsExactly(List.of("'1'"));
            assertThat(transactions.get(1).events()).isEqualTo(List.of("truncate [t]"));
        }
    }
}
