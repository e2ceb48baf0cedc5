package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.HeldLock;
import dev.culvert.sink.flink.harness.LettersOfSink;
import dev.culvert.sink.flink.harness.LettersOfSink.Seen;
import dev.culvert.sink.flink.harness.PartProcess;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.Stops;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.JavaProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a PostgreSQL database refuses goes aside, with everything that is known of it, each once, and all else is there. */
@Timeout(180)
class LettersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] FOREIGN = {0x7f, 0x7f, 0x7f, 1};
    private static final int ROWS = Integer.getInteger("culvert.test.letterRows", 20_000);

    static List<Named<Runnable>> scenes() {
        return Sweep.first(
                3,
                List.of(
                        Named.of("every kind of row", LettersIT::everyKindOfRowThatIsRefused),
                        Named.of("values that a letter has", LettersIT::valuesThatALetterHas),
                        Named.of(
                                "killed between its letters and the commit",
                                LettersIT::killedBetweenItsLettersAndTheCommit),
                        Named.of("no commit without its letters", LettersIT::noCommitWithoutItsLetters),
                        Named.of("records that cannot be read", LettersIT::recordsThatCannotBeRead),
                        Named.of("a record of ours is missed", LettersIT::aRecordOfOursIsMissed),
                        Named.of("a truncate of a copy is missed", LettersIT::aTruncateOfACopyIsMissed),
                        Named.of("many rows in one batch", LettersIT::manyRowsAreRefusedInOneBatch)));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void goesAside(Runnable scene) {
        scene.run();
    }

    private static SinkScene scene(String more) {
        return LettersOfSink.wanted(SinkScene.postgres(18, SinkScene.avro(), more));
    }

    private static List<String> ids(List<Seen> letters, String pointer) {
        return letters.stream().map(letter -> letter.text(pointer)).sorted().toList();
    }

    private static List<String> column(PostgresDatabase database, String query) {
        return database.query(query).stream().map(row -> row.get(0)).toList();
    }

    private static void everyKindOfRowThatIsRefused() {
        try (SinkScene scene = scene("")) {
            scene.edit(yaml -> yaml
                    + "    tables:\n"
                    + "      - {table: public.masked, mask: [{columns: [secret], redact: \"-\"}], drop: [hidden],"
                    + " where: \"10 / n > 0\"}\n"
                    + "      - {table: \"public.*\"}\n");
            scene.source()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY, v text, n int)",
                            "CREATE TABLE public.a_child (id int PRIMARY KEY, parent int)",
                            "CREATE TABLE public.z_parent (id int PRIMARY KEY)",
                            "CREATE TABLE public.z_child (id int PRIMARY KEY, parent int)",
                            "CREATE TABLE public.a_parent (id int PRIMARY KEY)",
                            "CREATE TABLE public.moved (id int PRIMARY KEY, big text, n int)",
                            "ALTER TABLE public.moved ALTER big SET STORAGE EXTERNAL",
                            "CREATE TABLE public.masked (id int PRIMARY KEY, n int, secret text, hidden text)");
            scene.target()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY, v text UNIQUE, n int CHECK (n < 100 AND 10 / n >= 0))",
                            "CREATE TABLE public.z_parent (id int PRIMARY KEY)",
                            "CREATE TABLE public.a_child (id int PRIMARY KEY, parent int REFERENCES z_parent)",
                            "CREATE TABLE public.a_parent (id int PRIMARY KEY)",
                            "CREATE TABLE public.z_child (id int PRIMARY KEY, parent int REFERENCES a_parent)",
                            "CREATE TABLE public.moved (id int PRIMARY KEY, big text, n int CHECK (n < 100))");
            scene.catchUp();
            scene.source()
                    .execute(
                            "INSERT INTO public.t SELECT i, 'v' || i, i FROM generate_series(1, 50) AS i",
                            "INSERT INTO public.t VALUES (101, 'large', 100), (102, 'zero', 0), (103, 'v7', 1)",
                            "INSERT INTO public.a_child SELECT i, i FROM generate_series(1, 60) AS i",
                            "INSERT INTO public.z_child SELECT i, i FROM generate_series(1, 60) AS i",
                            "INSERT INTO public.z_parent SELECT i FROM generate_series(1, 59) AS i",
                            "INSERT INTO public.a_parent SELECT i FROM generate_series(1, 59) AS i",
                            "INSERT INTO public.masked VALUES (1, 1, 's1', 'h1'), (2, 0, 's2', 'h2'), (3, 3, 's3', 'h3')",
                            "INSERT INTO public.moved SELECT i, repeat(i::text, 9000), CASE i WHEN 3 THEN 100 ELSE 1 END"
                                    + " FROM generate_series(1, 4) AS i");
            scene.catchUp();
            scene.source()
                    .execute(
                            "UPDATE public.t SET n = 200 WHERE id = 5",
                            "DELETE FROM public.z_parent WHERE id = 9", // its child is there
                            "UPDATE public.moved SET id = 10, n = 100 WHERE id = 1",
                            "UPDATE public.moved SET n = 7 WHERE id = 3", // it went aside
                            "UPDATE public.moved SET id = 20, n = 20 WHERE id = 2",
                            "INSERT INTO public.t VALUES (104, 'fine', 4)");
            scene.catchUp();

            LettersOfSink topic = new LettersOfSink(scene);
            List<Seen> letters = topic.all();
            assertThat(letters.stream().map(Seen::record)).doesNotHaveDuplicates();
            assertThat(ids(topic.of("t").toList(), "/after/id")).containsExactly("101", "102", "103", "5");
            Seen check = topic.of("t")
                    .filter(letter -> letter.text("/after/id").equals("101"))
                    .findFirst()
                    .orElseThrow();
            assertThat(check.text("/reason"))
                    .isEqualTo("Check violation by the constraint \"t_n_check\" (SQLSTATE 23514).");
            assertThat(check.code()).isEqualTo("CV-PG-SQL").isEqualTo(check.text("/code"));
            assertThat(check.text("/op")).isEqualTo("c");
            assertThat(check.text("/after/v")).isEqualTo("large");
            assertThat(check.text("/key/0")).isEqualTo("id");
            assertThat(check.text("/topic")).isEqualTo(scene.name() + ".public.t");
            assertThat(check.document().at("/position/txn_seq").asLong()).isPositive();
            assertThat(column(scene.target(), "SELECT id FROM t ORDER BY id"))
                    .hasSize(51)
                    .contains("104")
                    .doesNotContain("101", "102", "103");
            assertThat(column(scene.target(), "SELECT n FROM t WHERE id = 5")).containsExactly("5");

            for (String child : List.of("a_child", "z_child")) {
                assertThat(ids(topic.of(child).toList(), "/after/id")).as(child).containsExactly("60");
                assertThat(column(scene.target(), "SELECT count(*) FROM " + child))
                        .containsExactly("59");
            }
            Seen deleted = topic.of("z_parent").findFirst().orElseThrow();
            assertThat(deleted.text("/op")).isEqualTo("d");
            assertThat(deleted.text("/before/id")).isEqualTo("9");

            assertThat(topic.of("masked")).singleElement().satisfies(letter -> {
                assertThat(letter.code()).isEqualTo("CV-SINK-FILTER");
                assertThat(letter.text("/after/id")).isEqualTo("2");
                assertThat(letter.text("/after/secret")).isEqualTo("-");
                assertThat(letter.document().toString()).doesNotContain("s2").doesNotContain("h2");
            });
            assertThat(column(scene.target(), "SELECT id FROM masked ORDER BY id"))
                    .containsExactly("1", "3");

            List<Seen> moved = topic.of("moved").toList();
            assertThat(moved).hasSize(3);
            assertThat(moved.get(0).text("/after/id")).isEqualTo("3");
            Seen whole = moved.stream()
                    .filter(letter -> letter.text("/after/id").equals("10"))
                    .findFirst()
                    .orElseThrow();
            assertThat(whole.text("/before/id")).isEqualTo("1");
            assertThat(whole.text("/unchanged/0")).isEqualTo("big");
            assertThat(moved.stream().filter(letter -> letter.text("/op").equals("u")))
                    .filteredOn(letter -> letter.text("/after/id").equals("3"))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.text("/reason")).contains("in a letter before"));
            assertThat(column(
                            scene.target(), "SELECT id FROM moved WHERE big = repeat(left(big, 1), 9000) ORDER BY id"))
                    .as("the old row of a change of key stays, and none is half a row")
                    .containsExactly("1", "4", "20");
        }
    }

    private static void manyRowsAreRefusedInOneBatch() {
        try (SinkScene scene = scene("")) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY, v text, n int)");
            scene.target().execute("CREATE TABLE public.t (id int PRIMARY KEY, v text, n int CHECK (n <> 3))");
            scene.catchUp();
            scene.source()
                    .execute("INSERT INTO public.t SELECT i, repeat('x', 50), i % 10 FROM generate_series(1, " + ROWS
                            + ") AS i");
            scene.pipelineUntilNow();
            long start = System.nanoTime();
            scene.sinkUntilNow();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("rows " + ROWS + ", of which a tenth refused: " + took.toMillis() + " ms");
            assertThat(new LettersOfSink(scene).all()).hasSize(ROWS / 10).allMatch(letter -> letter.text("/after/n")
                    .equals("3"));
            assertThat(column(scene.target(), "SELECT count(*) FROM t"))
                    .containsExactly(Integer.toString(ROWS / 10 * 9));
            assertThat(took).isLessThan(Duration.ofSeconds(30));
        }
    }

    /** A row of the store, and a letter with a later value of it: no change makes one of the two. */
    private static void valuesThatALetterHas() {
        try (SinkScene scene = scene("")) {
            scene.edit(yaml -> yaml
                    + "    tables:\n"
                    + "      - {table: public.filtered, where: \"10 / n > 0\"}\n"
                    + "      - {table: \"public.*\"}\n");
            for (String table : List.of("t", "filtered")) {
                scene.source()
                        .execute(
                                "CREATE TABLE public." + table + " (id int PRIMARY KEY, big text, n int)",
                                "ALTER TABLE public." + table + " ALTER big SET STORAGE EXTERNAL",
                                "INSERT INTO public." + table
                                        + " SELECT i, repeat('a', 9000), 1 FROM generate_series(1, 6) AS i");
            }
            scene.target().execute("CREATE TABLE public.t (id int PRIMARY KEY, big text, n int CHECK (n < 100))");
            scene.catchUp();
            LettersOfSink letters = new LettersOfSink(scene);
            try (Background sink = scene.startSink()) {
                scene.source()
                        .execute(
                                "UPDATE public.t SET n = 100, big = repeat('b', 9000) WHERE id IN (1, 2, 3, 4)",
                                "UPDATE public.t SET n = 100 WHERE id = 5",
                                "UPDATE public.filtered SET n = 0, big = repeat('b', 9000) WHERE id IN (1, 2)");
                scene.pipelineUntilNow();
                Awaitility.await().atMost(LIMIT).until(() -> letters.all().size() == 7);
                scene.source().execute("UPDATE public.t SET n = 2 WHERE id = 1");
                scene.pipelineUntilNow();
                Awaitility.await().atMost(LIMIT).until(() -> letters.all().size() == 8);
                assertThat(sink.hasEnded()).isFalse();
            }
            scene.source()
                    .execute(
                            "UPDATE public.t SET n = 3 WHERE id IN (1, 2, 5, 6)", // 5: the letter left it alone too
                            "UPDATE public.t SET n = 3, big = repeat('c', 9000) WHERE id = 3",
                            "UPDATE public.t SET id = 40, n = 7 WHERE id = 4",
                            "UPDATE public.filtered SET n = 3 WHERE id IN (1, 3)");
            scene.catchUp();
            scene.source()
                    .execute(
                            "UPDATE public.t SET n = 4 WHERE id = 3",
                            "UPDATE public.filtered SET n = 4, big = repeat('c', 9000) WHERE id = 1");
            scene.catchUp();

            assertThat(column(scene.target(), "SELECT id || left(big, 1) || n FROM t ORDER BY id"))
                    .containsExactly("1a1", "2a1", "3c4", "4a1", "5a3", "6a3");
            assertThat(column(scene.target(), "SELECT id || left(big, 1) || n FROM filtered ORDER BY id"))
                    .containsExactly("1c4", "3a3", "4a1", "5a1", "6a1");
            assertThat(letters.of("t").skip(5).map(letter -> letter.text("/after/id") + letter.text("/after/n")))
                    .containsExactlyInAnyOrder("12", "13", "23", "407");
            assertThat(letters.of("t").skip(5).map(letter -> letter.text("/reason")))
                    .allMatch(reason -> reason.contains("in a letter before this one"));
            scene.edit(yaml -> yaml.replace("onError: dead-letter", "onError: stop"));
            CulvertException error = catchThrowableOfType(CulvertException.class, scene::sinkUntilNow);
            assertThat(error).hasMessageContaining("of its rows are as they were before a dead letter");
            scene.target().execute("DELETE FROM culvert.sink_open_row");
            scene.sinkUntilNow();
            assertThat(letters.of("filtered").map(letter -> letter.text("/after/id")))
                    .containsExactly("1", "2", "1");
        }
    }

    /** The commit waits for a lock, in a deferred trigger, when its letters are there; then the process is killed. */
    private static void killedBetweenItsLettersAndTheCommit() {
        try (SinkScene scene = scene("")) {
            LettersOfSink letters = new LettersOfSink(scene);
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY, v text)");
            scene.target()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY CHECK (id % 2 = 0), v text)",
                            """
                            CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS $$
                            BEGIN
                              PERFORM pg_advisory_xact_lock(7);
                              RETURN NULL;
                            END $$""",
                            "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON public.t DEFERRABLE INITIALLY DEFERRED"
                                    + " FOR EACH ROW EXECUTE FUNCTION public.wait()");
            scene.catchUp();
            scene.source()
                    .execute("INSERT INTO public.t SELECT i, CASE i WHEN 1 THEN repeat('x', 2000000) END"
                            + " FROM generate_series(1, 10) AS i");
            scene.pipelineUntilNow();
            try (HeldLock lock = HeldLock.of(scene.target(), 7)) {
                try (JavaProcess sink = PartProcess.sink(scene)) {
                    Awaitility.await().atMost(LIMIT).until(() -> letters.all().size() == 5);
                    lock.awaitWaiting();
                    sink.kill();
                }
                lock.endWaiting();
            }
            assertThat(column(scene.target(), "SELECT id FROM t")).isEmpty();
            scene.sinkUntilNow();
            assertThat(ids(letters.all(), "/after/id")).containsExactly("1", "3", "5", "7", "9");
            assertThat(column(scene.target(), "SELECT id FROM t ORDER BY id"))
                    .containsExactly("2", "4", "6", "8", "10");
        }
    }

    /** A commit that lacks a row is not made before its letter is. */
    private static void noCommitWithoutItsLetters() {
        try (SinkScene scene = scene("")) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)");
            scene.target().execute("CREATE TABLE public.t (id int PRIMARY KEY CHECK (id <> 3))");
            scene.catchUp();
            scene.target()
                    .execute(
                            "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS $$"
                                    + " BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $$",
                            "CREATE TRIGGER slow AFTER INSERT ON public.t EXECUTE FUNCTION public.slow()");
            scene.source().execute("INSERT INTO public.t SELECT generate_series(1, 5)");
            try (Background sink = scene.startSink()) {
                try (HeldLock lock = HeldLock.of(scene.target(), 7)) {
                    scene.pipelineUntilNow();
                    lock.awaitWaiting();
                    delete(LettersOfSink.topic(scene));
                }
                assertThat(sink.awaitEnd())
                        .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo(ErrorCode.TOPIC_MISSING));
            }
            assertThat(column(scene.target(), "SELECT id FROM t")).isEmpty();
            scene.sinkUntilNow();
            assertThat(ids(new LettersOfSink(scene).all(), "/after/id")).containsExactly("3");
            assertThat(column(scene.target(), "SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "4", "5");
        }
    }

    private static void delete(String topic) {
        try (Admin admin = KafkaServer.shared().admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> !admin.listTopics().names().get().contains(topic));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Somebody else's goes aside as its bytes; one of ours that nobody can read is missing in its transaction, and no silence. */
    private static void recordsThatCannotBeRead() {
        try (SinkScene scene = scene("")) {
            LettersOfSink letters = new LettersOfSink(scene);
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)");
            scene.pipelineUntilNow();
            scene.source().execute("INSERT INTO public.t VALUES (1)");
            scene.catchUp();
            send(scene, FOREIGN);
            scene.sinkUntilNow();
            scene.source().execute("INSERT INTO public.t SELECT generate_series(2, 20)");
            scene.catchUp();
            assertThat(letters.all()).singleElement().satisfies(letter -> {
                assertThat(letter.code()).isEqualTo("CV-SINK-RECORD");
                assertThat(Base64.getDecoder().decode(letter.text("/record/value")))
                        .isEqualTo(FOREIGN);
            });
            scene.assertEqual(List.of("t"));
            assertThat(Arrays.asList(letters.all().get(0).record().split("/"))).hasSize(3);
        }
    }

    /** As if the record of a transaction of ours could not be read: it goes aside, and is missing where it was announced. */
    private static void aRecordOfOursIsMissed() {
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.postgres(18, "{value: json}", ""))) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)");
            scene.target().execute("CREATE TABLE public.t (id int PRIMARY KEY)");
            scene.pipelineUntilNow();
            scene.source().execute("INSERT INTO public.t VALUES (1)");
            scene.catchUp();
            send(scene, FOREIGN);
            scene.sinkUntilNow();
            send(scene, "no JSON".getBytes(StandardCharsets.UTF_8));
            String announcement = "{\"txn_seq\": %d, \"commit_end_lsn\": 99999999, \"commit_time\": 1, \"partitions\":"
                    + " [{\"topic\": \"%s.public.t\", \"partition\": 0, \"records\": 1}]}";
            send(
                    scene.name() + ".transactions",
                    announcement
                            .formatted(scene.reached().orElseThrow() + 1, scene.name())
                            .getBytes(StandardCharsets.UTF_8));
            CulvertException error = catchThrowableOfType(CulvertException.class, scene::sinkUntilNow);
            assertThat(error).isNotNull();
            assertThat(error.code()).as(error.getMessage()).isEqualTo(ErrorCode.SINK_GAP);
            assertThat(error.getMessage()).contains("cannot be read");
            scene.assertEqual(List.of("t"));
        }
    }

    /** As if the truncate that a copy begins with could not be read in the first partition. */
    private static void aTruncateOfACopyIsMissed() {
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.postgres(18, "{value: json}", ""))) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)", "INSERT INTO public.t VALUES (1)");
            scene.target().execute("CREATE TABLE public.t (id int PRIMARY KEY)");
            scene.catchUp();
            scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(new TableId("public", "t"))));
            scene.sinkUntilNow();
            String topic = scene.name() + ".public.t";
            byte[] truncate = Stops.values(topic).stream()
                    .filter(value -> new String(value, StandardCharsets.UTF_8).contains("\"op\":\"t\""))
                    .findFirst()
                    .orElseThrow();
            send(topic, 1, null, truncate);
            send(topic, 2, null, truncate);
            send(topic, 0, truncate, truncate); // its key is none
            CulvertException error = catchThrowableOfType(CulvertException.class, scene::sinkUntilNow);
            assertThat(error).isNotNull();
            assertThat(error.code()).as(error.getMessage()).isEqualTo(ErrorCode.SINK_GAP);
            assertThat(error.getMessage()).contains("partition 0").contains("the truncate of a copy");
            scene.assertEqual(List.of("t"));
        }
    }

    private static void send(SinkScene scene, byte[] record) {
        send(scene.name() + ".public.t", record);
    }

    private static void send(String topic, byte[] record) {
        send(topic, 0, record, record);
    }

    private static void send(String topic, int partition, byte[] key, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
