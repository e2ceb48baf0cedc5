package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events: rows of an outbox and messages, in the transactions of the rows that they tell of. */
class OutboxIT {
    private static final String TYPES = "[order, \"bank card\", binary]";

    private final List<String> seen = new ArrayList<>();
    private PostgresDatabase db;
    private TestPipeline pipeline;

    @BeforeEach
    void makeShop() {
        db = PostgresServer.shared(18).createDatabase("outbox");
        db.execute(
                "CREATE TABLE public.orders (id int PRIMARY KEY)",
                "CREATE TABLE public.outbox (id int PRIMARY KEY, aggregatetype text, aggregateid text, type text,"
                        + " body bytea, trace text)",
                "INSERT INTO public.outbox VALUES (1, 'order', '7', 'before', 'not sent', NULL)",
                "INSERT INTO public.orders VALUES (1)");
        pipeline = TestPipeline.on(db);
        define(TYPES, "");
    }

    @AfterEach
    void dropShop() {
        db.close();
    }

    private void define(String types, String more) {
        pipeline.tables(
                """
                    - table: public.outbox
                      outbox: {aggregateTypes: %s, columns: {payload: body}, headers: [trace]%s}
                    - table: "public.*"
                  messages: [{prefix: "shop.?", topic: %3$s.shop}, {prefix: "*", topic: %3$s.said}]
                """
                        .formatted(types, more, pipeline.name()));
    }

    /** With nothing but the outbox. */
    private void alone(String topic) {
        pipeline.tables(
                """
                    - table: public.outbox
                      outbox: {aggregateTypes: %s, columns: {payload: body}, topic: "{pipeline}.%s.{aggregatetype}"}
                """
                        .formatted(TYPES, topic));
    }

    /** Reads the topics of these events, and judges the sequence of them and of the rows. */
    private List<String> events(String... suffixes) {
        seen.clear();
        List<String> topics = new ArrayList<>();
        for (String suffix : suffixes) {
            topics.add(pipeline.name() + "." + suffix);
        }
        PipelineTopics read = pipeline.events(topics, this::take).topics("public.orders");
        assertThat(read.problems()).isEmpty();
        assertThat(read.differences(pipeline.topic("public.orders"), pipeline.table("orders")))
                .isEmpty();
        return seen;
    }

    private void take(ConsumerRecord<byte[], byte[]> event) {
        StringBuilder text = new StringBuilder(
                        event.topic().substring(pipeline.name().length() + 1))
                .append(' ')
                .append(text(event.key()))
                .append(' ')
                .append(text(event.value()));
        event.headers().forEach(header -> {
            if (List.of("id", "type", "trace", "ordinal").contains(header.key())) {
                text.append(' ').append(header.key()).append('=').append(text(header.value()));
            }
        });
        seen.add(text.toString());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "-" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static final String[] ALL = {"event.order", "event.bank_x20_card", "event.binary", "shop", "said"};

    @Test
    void anEventGoesWhereItsRowSaysInTheTransactionOfItsRows() {
        RunningPipeline.untilNow(pipeline.yaml());
        db.execute(
                """
                BEGIN;
                INSERT INTO public.orders VALUES (2);
                INSERT INTO public.outbox VALUES (2, 'order', '7', 'placed', '{"n": 2}', 'aa-1');
                SELECT pg_logical_emit_message(true, 'shop.a', 'first');
                SAVEPOINT s;
                INSERT INTO public.outbox VALUES (3, 'order', '7', 'rolled back', 'no', NULL);
                SELECT pg_logical_emit_message(true, 'shop.a', 'rolled back');
                ROLLBACK TO s;
                INSERT INTO public.outbox VALUES (4, 'bank card', NULL, NULL, 'Grüße 😀', NULL);
                DELETE FROM public.outbox;
                SELECT pg_logical_emit_message(true, 'shop.bb', 'by the second rule');
                INSERT INTO public.orders VALUES (3);
                COMMIT""",
                "INSERT INTO public.outbox VALUES (5, 'binary', '9', 'b', '\\x00ff41', NULL), (6, 'order', '7', 'gone', NULL, NULL)",
                "SELECT pg_logical_emit_message(false, 'shop.a', 'not of a transaction')",
                "SELECT pg_logical_emit_message(true, 'culvert-other', 'of Culvert')",
                "TRUNCATE public.outbox");
        RunningPipeline.untilNow(pipeline.yaml());
        RunningPipeline.untilNow(pipeline.yaml());
        assertThat(events(ALL))
                .containsExactlyInAnyOrder(
                        "event.order 7 {\"n\": 2} id=2 type=placed trace=aa-1 ordinal=2",
                        "shop shop.a first ordinal=3",
                        "event.bank_x20_card - Grüße 😀 id=4 ordinal=4",
                        "said shop.bb by the second rule ordinal=5",
                        "event.binary 9 " + new String(new byte[] {0, (byte) 0xff, 'A'}, StandardCharsets.UTF_8)
                                + " id=5 type=b ordinal=1",
                        "event.order 7 - id=6 type=gone ordinal=2");
    }

    @Test
    void aTypeThatIsNotListedAndAnUpdateStopAndTheStreamGoesOnFromThere() {
        RunningPipeline.untilNow(pipeline.yaml());
        db.execute(
                "INSERT INTO public.outbox VALUES (2, 'order', 'a', 't', 'one', NULL)",
                """
                BEGIN;
                INSERT INTO public.outbox VALUES (3, 'order', 'a', 't', 'two', NULL);
                INSERT INTO public.outbox VALUES (4, 'offsets', 'a', 't', 'three', NULL);
                COMMIT""",
                "UPDATE public.outbox SET trace = 'sent'",
                "INSERT INTO public.outbox VALUES (5, 'order', 'a', 't', 'four', NULL)",
                "INSERT INTO public.orders VALUES (2)");
        CulvertException stopped = stops();
        assertThat(stopped.code()).isEqualTo(ErrorCode.OUTBOX_ROUTE);
        assertThat(stopped.getMessage()).contains("\"aggregatetype\"").doesNotContain("offsets");
        define("[order, \"bank card\", binary, offsets]", "");
        assertThat(stops().code()).isEqualTo(ErrorCode.OUTBOX_CHANGED);
        define("[order, \"bank card\", binary, offsets]", ", onUpdate: ignore");
        RunningPipeline.untilNow(pipeline.yaml());
        assertThat(events("event.order", "event.offsets"))
                .containsExactlyInAnyOrder(
                        "event.order a one id=2 type=t ordinal=1",
                        "event.order a two id=3 type=t ordinal=1",
                        "event.order a four id=5 type=t ordinal=1",
                        "event.offsets a three id=4 type=t ordinal=2");
    }

    /** Nobody would send again what an outbox had while another table was copied. */
    @Test
    void anEventIsDueFromThePointOnWhateverBecomesOfACopyBesideIt() {
        pipeline.topicConfig("{max.message.bytes: \"65536\"}").tables("    - table: public.orders\n");
        RunningPipeline.untilNow(pipeline.yaml());
        db.execute(
                "CREATE TABLE public.late (id int PRIMARY KEY, note text)",
                "INSERT INTO public.late VALUES (0, 'a'), (1, (SELECT string_agg(md5(g::text), '') FROM generate_series(1, 10000) AS g))");
        define(TYPES, "");
        assertThat(stops().code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE);
        db.execute(
                "INSERT INTO public.outbox VALUES (2, 'order', '7', 'placed', 'due', NULL)",
                "DELETE FROM public.late WHERE id = 1");
        RunningPipeline.untilNow(pipeline.yaml());
        assertThat(events("event.order")).containsExactly("event.order 7 due id=2 type=placed ordinal=1");
        PipelineTopics late = pipeline.topics("public.late");
        assertThat(late.differences(pipeline.topic("public.late"), pipeline.table("late")))
                .isEmpty();
    }

    /** Neither has a topic of its own. */
    @Test
    void twoOutboxesGoOnAfterAStart() {
        db.execute(
                "CREATE TABLE public.second AS TABLE public.outbox WITH NO DATA",
                "ALTER TABLE public.second ADD PRIMARY KEY (id)");
        String outbox =
                "outbox: {aggregateTypes: [order], columns: {payload: body}, headers: [trace], topic: \"{pipeline}.%s.{aggregatetype}\"}";
        pipeline.tables("    - table: public.orders\n    - table: public.outbox\n      " + outbox.formatted("a")
                + "\n    - table: public.second\n      " + outbox.formatted("b") + "\n");
        RunningPipeline.untilNow(pipeline.yaml());
        db.execute("INSERT INTO public.second VALUES (2, 'order', '7', 'placed', 'due', NULL)");
        RunningPipeline.untilNow(pipeline.yaml());
        assertThat(pipeline.records("b.order")).isOne();
    }

    @Test
    void aTopicThatWasMadeAgainStopsAndAnotherOneTakesTheEvents() throws Exception {
        alone("event");
        RunningPipeline.untilNow(pipeline.yaml());
        delete(pipeline.name() + ".event.order");
        assertThat(stops().code()).isEqualTo(ErrorCode.TOPIC_MISSING);
        create(pipeline.name() + ".event.order");
        assertThat(stops().code()).isEqualTo(ErrorCode.TOPIC_RECREATED);
        db.execute("INSERT INTO public.outbox VALUES (2, 'order', 'a', 't', 'one', NULL)");
        alone("event2");
        RunningPipeline.untilNow(pipeline.yaml());
        assertThat(pipeline.events(List.of(pipeline.name() + ".event2.order"), this::take)
                        .topics()
                        .problems())
                .isEmpty();
        assertThat(seen).containsExactly("event2.order a one id=2 type=t ordinal=1");
    }

    /** Version 13 does not put messages into the stream. */
    @Test
    void messagesAreRefusedWhereTheyWouldNotCome() {
        try (PostgresDatabase old = PostgresServer.shared(13).createDatabase("old")) {
            old.execute("CREATE TABLE public.orders (id int PRIMARY KEY)");
            pipeline = TestPipeline.on(old)
                    .tables(
                            """
                                - table: public.orders
                              messages: [{prefix: "*", topic: said}]
                            """);
            assertThat(stops().code()).isEqualTo(ErrorCode.PG_VERSION);
            assertThat(old.number("SELECT count(*) FROM pg_publication")).isZero();
        }
    }

    private CulvertException stops() {
        try (RunningPipeline run =
                RunningPipeline.start(pipeline.yaml(), RunOptions.standard().until(new RunOptions.Until.Now()))) {
            return run.awaitEnd().orElseThrow(() -> new AssertionError("it did not stop"));
        }
    }

    private static void delete(String topic) throws InterruptedException, ExecutionException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    private static void create(String topic) throws InterruptedException, ExecutionException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        }
    }
}
