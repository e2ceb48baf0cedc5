package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.topic.DeadLetter;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be a record is in the dead-letter topic, once, whole and in its place; everything else goes on. */
@Timeout(300)
class DeadLetterIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String LETTERS = "onError: dead-letter\n";

    /** 60 kB that cannot be compressed to the topic's 20 kB, and that the test can tell again by its seed. */
    private static final String HUGE = "(SELECT string_agg(md5(g::text || %s), '') FROM generate_series(1, 2000) AS g)";

    private static final String TABLES =
            "    - {table: public.keyed, key: [id]}\n    - table: public.big\n    - table: public.other\n";

    @ParameterizedTest
    @ValueSource(strings = {"exactly-once", "at-least-once"})
    void whatCannotBeARecordGoesAsideAndIsReplayed(String delivery) throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("letters")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db)
                    .tables(TABLES)
                    .json("debezium")
                    .kafka("delivery: " + delivery)
                    .topicConfig("{max.message.bytes: 20000}");
            // the first row of the snapshot is too large, which stops
            CulvertException stopped = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                    .awaitEnd()
                    .orElseThrow();
            assertThat(stopped.code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE);
            assertThat(stopped.remedy()).contains("onError: dead-letter");

            pipeline.with(LETTERS);
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute(
                        "INSERT INTO public.big VALUES (2, 0, " + HUGE.formatted("'two'") + ")",
                        "UPDATE public.big SET payload = " + HUGE.formatted("'three'") + " WHERE id = 3",
                        // passes: it does not hold the value that is in the letter before it
                        "UPDATE public.big SET n = n + 1 WHERE id = 3",
                        "UPDATE public.big SET id = 40, payload = " + HUGE.formatted("'four'") + " WHERE id = 4",
                        "ALTER TABLE public.keyed ALTER COLUMN id DROP NOT NULL",
                        "BEGIN; INSERT INTO public.keyed VALUES (5, 'x'); INSERT INTO public.keyed VALUES (NULL, 'sécret');"
                                + " INSERT INTO public.other VALUES (7); COMMIT");
                Awaitility.await().atMost(LIMIT).until(() -> running.board().transactions() == 5);
                Map<TableId, Long> counted = new TreeMap<>();
                running.board().totals().forEach((table, totals) -> counted.put(table, totals.deadLetters()));
                assertThat(counted)
                        .containsEntry(new TableId("public", "big"), 4L)
                        .containsEntry(new TableId("public", "keyed"), 1L)
                        .containsEntry(new TableId("public", "other"), 0L);
            }

            PipelineTopics topics = pipeline.topics("public.keyed", "public.big", "public.other");
            assertThat(topics.problems()).isEmpty();
            List<DeadLetter> letters = topics.deadLetters();
            assertThat(letters)
                    .extracting(letter -> letter.document().get("table").asText()
                            + letter.document().get("op").asText()
                            + letter.document().get("code").asText())
                    .containsExactly(
                            "bigrCV-RECORD-TOO-LARGE",
                            "bigcCV-RECORD-TOO-LARGE",
                            "biguCV-RECORD-TOO-LARGE",
                            "biguCV-RECORD-TOO-LARGE",
                            "keyedcCV-VALUE-UNDECODABLE");
            assertThat(letters.get(4).document().get("reason").asText())
                    .contains("\"id\"", "no value in a column of the key")
                    .doesNotContain("sécret");
            assertThat(letters.get(4).after("note")).hasValue("sécret");
            assertThat(letters.get(3).document().at("/before/id").asText()).isEqualTo("4");
            assertThat(letters.get(3).key())
                    .isEqualTo("{\"schema\":\"public\",\"table\":\"big\",\"key\":{\"id\":\"40\"}}");
            assertThat(replayed(pipeline, letters)).isEqualTo(rows(db));
        }
    }

    /**
     * A transaction with letters that dies between its parts. The limit is raised before it comes again: what is durable stays where
     * it is, and is counted there.
     */
    @Test
    void aDeathBetweenPartsLosesAndDoublesNoLetter() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("letters")) {
            create(db);
            db.execute("DELETE FROM public.big");
            TestPipeline pipeline = TestPipeline.on(db)
                    .tables(TABLES)
                    .json("debezium")
                    .with(LETTERS)
                    .topicConfig("{max.message.bytes: 20000}");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("BEGIN; INSERT INTO public.big SELECT g, 0, CASE WHEN g % 5 = 0 THEN "
                    + HUGE.formatted("s::text")
                    + " ELSE 'small' END FROM generate_series(1, 60) AS s, LATERAL (SELECT s) AS t(g);"
                    + " INSERT INTO public.other SELECT g FROM generate_series(1, 20) AS g; COMMIT");
            try (JavaProcess dying = PipelineProcess.start(
                    pipeline.yaml(), false, "culvert.crash=after-part:2", "culvert.test.part=15")) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(137);
            }
            limit(pipeline.topic("public.big"), 200_000);
            try (JavaProcess dying = PipelineProcess.start(
                    pipeline.yaml(), false, "culvert.crash=inside-transaction:20", "culvert.test.part=1000")) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(137);
            }
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.keyed", "public.big", "public.other");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.deadLetters()).hasSizeBetween(4, 7);
            assertThat(replayed(pipeline, topics.deadLetters())).isEqualTo(rows(db));

            // and with the limit raised, a copy brings what the letters had
            RunOptions again = RunOptions.standard()
                    .until(new RunOptions.Until.Now())
                    .tables(new TableRequests(
                            List.of(TablePattern.parse("public.big").orElseThrow()), List.of()));
            assertThat(RunningPipeline.start(pipeline.yaml(), again).awaitEnd()).isEmpty();
            assertThat(pipeline.topics("public.keyed", "public.big", "public.other")
                            .differences(pipeline.topic("public.big"), pipeline.table("big")))
                    .isEmpty();
        }
    }

    private static void create(PostgresDatabase db) {
        db.execute(
                "CREATE TABLE public.keyed (id int NOT NULL, note text)",
                "ALTER TABLE public.keyed REPLICA IDENTITY FULL",
                "CREATE TABLE public.big (id int PRIMARY KEY, n int, payload text)",
                "CREATE TABLE public.other (id int PRIMARY KEY)",
                "INSERT INTO public.big VALUES (1, 0, " + HUGE.formatted("'one'")
                        + "), (3, 0, 'small'), (4, 0, 'small'),"
                        // passes, since it is compressed
                        + " (9, 0, repeat('x', 100000))");
    }

    private static void limit(String topic, int bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private record Event(
            int generation, long txnSeq, long ordinal, JsonNode before, JsonNode after, List<String> unchanged) {}

    /** Rows of the table big by id, of its topic and the letters together, in the order of their positions. */
    private static Map<String, String> replayed(TestPipeline pipeline, List<DeadLetter> letters) {
        List<Event> events = new ArrayList<>();
        new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), LIMIT)
                .read(List.of(pipeline.topic("public.big")), TopicReader.Isolation.COMMITTED, record -> {
                    try {
                        JsonNode value = MAPPER.readTree(record.value());
                        events.add(event(value, value.get("source")));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        letters.stream()
                .filter(letter -> letter.document().get("table").asText().equals("big"))
                .forEach(letter ->
                        events.add(event(letter.document(), letter.document().get("position"))));
        events.sort(Comparator.comparingLong(Event::txnSeq).thenComparingLong(Event::ordinal));
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (Event event : events) {
            Map<String, String> old = new TreeMap<>();
            if (!event.before().isNull()) {
                old.putAll(rows.getOrDefault(event.before().get("id").asText(), Map.of()));
                rows.remove(event.before().get("id").asText());
            }
            if (!event.after().isNull()) {
                String id = event.after().get("id").asText();
                old.putAll(rows.getOrDefault(id, Map.of()));
                Map<String, String> row = new TreeMap<>();
                for (String column : List.of("n", "payload")) {
                    row.put(
                            column,
                            event.unchanged().contains(column)
                                    ? old.get(column)
                                    : event.after().get(column).asText());
                }
                rows.put(id, row);
            }
        }
        return rows.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, row -> row.getValue().toString(), (a, b) -> a, TreeMap::new));
    }

    private static Event event(JsonNode change, JsonNode position) {
        List<String> unchanged = new ArrayList<>();
        change.get("unchanged").forEach(name -> unchanged.add(name.asText()));
        return new Event(
                position.get("generation").asInt(),
                position.get("txn_seq").asLong(),
                position.get("ordinal").asLong(),
                change.get("before"),
                change.get("after"),
                unchanged);
    }

    private static Map<String, String> rows(PostgresDatabase db) throws Exception {
        Map<String, String> rows = new TreeMap<>();
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT id, n, payload FROM public.big")) {
            while (found.next()) {
                rows.put(
                        found.getString("id"),
                        new TreeMap<>(Map.of("n", found.getString("n"), "payload", found.getString("payload")))
                                .toString());
            }
        }
        return rows;
    }
}
