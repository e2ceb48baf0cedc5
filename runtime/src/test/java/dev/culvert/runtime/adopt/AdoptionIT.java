package dev.culvert.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.TopicReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * I2, I6: a Debezium connector's slot and place are taken over without a snapshot. Each row has a tag of its own; afterwards the
 * connector's topics and the pipeline's together have each tag, and none has a tag that the other has.
 */
class AdoptionIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String BY_ROWS =
            "INSERT INTO ledger (tag) SELECT 'torn-' || n FROM generate_series(1, 20) AS n";
    private static final RunOptions NOW = RunOptions.standard().until(new RunOptions.Until.Now());

    private static PostgresServer server;

    private final DebeziumWorker.Memory memory = new DebeziumWorker.Memory();
    private PostgresDatabase database;
    private TestPipeline pipeline;
    private String connector;
    private String offsets;
    private TaggedTraffic traffic;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.builder(18).start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void setUp() {
        database = server.createDatabase("adopted");
        database.execute(TaggedTraffic.TABLES);
        database.execute("INSERT INTO ledger (tag) SELECT 'before-' || n FROM generate_series(1, 50) AS n");
        pipeline = TestPipeline.on(database)
                .json("debezium")
                .tables("    - table: public.ledger\n    - table: public.moved\n");
        connector = "dbz-" + pipeline.name();
        offsets = connector + "-offsets";
        database.execute(
                "CREATE PUBLICATION " + pipeline.slot()
                        + " FOR TABLE ledger, moved WITH (publish_via_partition_root = true, publish_generated_columns = stored)");
        KafkaServer.shared().createTopic(offsets, 1, Map.of("cleanup.policy", "compact"));
        for (String table : List.of("ledger", "moved")) {
            KafkaServer.shared().createTopic(connector + ".public." + table, 3, Map.of());
        }
    }

    @AfterEach
    void tearDown() {
        traffic.close();
        database.query(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS NOT NULL AND database = current_database()");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> database.number(
                                "SELECT count(*) FROM pg_replication_slots WHERE active AND database = current_database()")
                        == 0);
        database.query(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database()");
        database.close();
    }

    @Test
    void goesOnWhereAConnectorThatWasStoppedInGoodOrderEnded() {
        try (DebeziumWorker running = streamed(false, worker -> {})) {
            assertRefused(ErrorCode.SLOT_IN_USE);
            assertThat(running.isAlive()).isTrue();
        }
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> adoption(Optional.of("another"), false).look())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ADOPT_UNREADABLE));
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> adoption(Optional.of(connector), false).adopt(report -> writesALittleMore()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SLOT_IN_USE));
        adopt(false);
        assertRefused(ErrorCode.ADOPT_STARTED);
        pipelineHasTheRest();
    }

    @Test
    void leavesOutWhatTheConnectorWroteAndDidNotConfirm() {
        streamed(true, worker -> {
                    worker.confirmNothingMore();
                    awaitWritten(worker, 100);
                })
                .close();
        AdoptionReport report = adopt(false);
        assertThat(report.written()).isGreaterThan(10);
        pipelineHasTheRest();
    }

    /** A connector that is stopped, in good order or not, ends where it is, and that is inside a transaction more often than not. */
    @ParameterizedTest(name = "masked keys {0}")
    @ValueSource(booleans = {false, true})
    void goesOnInsideATransaction(boolean masked, @TempDir Path directory) throws IOException {
        if (masked) {
            mask(Files.writeString(directory.resolve("salt"), "a salt of this test"));
        }
        tear(BY_ROWS, 0);
        AdoptionReport report = adopt(false);
        assertThat(report.writtenInside()).isEqualTo(7);
        traffic.resume();
        pipelineHasTheRest();
    }

    @Test
    void refusesATransactionWithHolesAndGoesOnAfterTheConnectorWroteTheRest() {
        tear(BY_ROWS, 2);
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> adopt(false))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ADOPT_REPEATS))
                .satisfies(
                        e -> assertThat(e.fact()).contains("5 changes would come once more (tables [public.ledger])"));
        // the way out that it tells
        try (DebeziumWorker again = DebeziumWorker.start(database, connector, pipeline.slot(), offsets, true, memory)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> again.streamed() >= 0 && read(connector).containsKey("torn-20"));
        }
        traffic.resume();
        adopt(false);
        pipelineHasTheRest();
    }

    /** The connector knows nothing of it: its topics have the keys as they are. */
    private void mask(Path salt) {
        String mask = ", mask: [{columns: [%s], hash: {salt: {file: " + salt + "}}}]}\n";
        pipeline.tables("    - {table: public.ledger" + mask.formatted("id") + "    - {table: public.moved"
                + mask.formatted("k"));
    }

    /** A transaction of 20 rows, of which the connector takes 7 and dies. */
    private void tear(String statement, long lost) {
        DebeziumWorker killed = streamed(true, DebeziumWorker::confirmNothingMore);
        traffic.pause();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> killed.streamed() > 0 && read(connector).keySet().containsAll(inDatabase()));
        killed.dieAfter(7, lost);
        database.execute(statement);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !killed.isAlive());
        killed.close();
    }

    /** Rows of one COPY share a place in the WAL, so nobody can tell which of them are written. */
    @Test
    void acceptedRepeatsLoseNothing() {
        tear("COPY ledger (tag) FROM PROGRAM 'seq -f torn-%g 1 20'", 2);
        AdoptionReport report = adopt(true);
        RunningPipeline.untilNow(pipeline.yaml());
        SortedMap<String, Integer> ours = read(pipeline.name());
        SortedMap<String, Integer> all = read(connector);
        long twice = ours.keySet().stream().filter(all::containsKey).count();
        assertThat(twice)
                .isEqualTo(report.repeated().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        ours.forEach((tag, times) -> all.merge(tag, times, Integer::sum));
        assertThat(all.keySet()).containsExactlyElementsOf(inDatabase());
    }

    @Test
    void refusesASlotThatIsAheadOfTheConnectorsOffset() {
        streamed(true, worker -> {}).close();
        awaitTraffic();
        database.query("SELECT pg_replication_slot_advance(?, pg_current_wal_lsn())", pipeline.slot());
        assertRefused(ErrorCode.ADOPT_GAP);
    }

    @Test
    void refusesATableThatCameIntoThePublicationLater() {
        database.execute("ALTER PUBLICATION " + pipeline.slot() + " DROP TABLE moved");
        streamed(true, worker -> {}).close();
        database.execute("ALTER PUBLICATION " + pipeline.slot() + " ADD TABLE moved");
        assertRefused(ErrorCode.ADOPT_GAP);
    }

    /** A connector that has taken its snapshot and streams, and was led somewhere. */
    private DebeziumWorker streamed(boolean schemas, java.util.function.Consumer<DebeziumWorker> further) {
        DebeziumWorker worker = DebeziumWorker.start(database, connector, pipeline.slot(), offsets, schemas, memory);
        // a snapshot has only the newest tag of a row whose earlier ones nobody wrote
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> read(connector).size() >= 50);
        traffic = TaggedTraffic.start(database);
        awaitWritten(worker, 60);
        further.accept(worker);
        return worker;
    }

    /** As when somebody starts the connector again while the question is on the screen. */
    private void writesALittleMore() {
        try (DebeziumWorker again =
                DebeziumWorker.start(database, connector, pipeline.slot(), offsets, false, memory)) {
            awaitWritten(again, 5);
        }
    }

    private void awaitWritten(DebeziumWorker worker, long more) {
        long before = worker.streamed();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> worker.streamed() >= before + more);
    }

    private void awaitTraffic() {
        long before = traffic.transactions();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> traffic.transactions() > before + 5);
    }

    private Adoption adoption(Optional<String> name, boolean acceptRepeats) {
        Endpoints endpoints =
                Endpoints.of(DefinitionReader.read(pipeline.yaml(), "test.yaml", PipelineDefinition.class));
        return new Adoption(
                endpoints,
                new AdoptionRequest(new OffsetTopic(endpoints.kafka(), offsets), name, Optional.empty(), acceptRepeats),
                Clock.systemUTC());
    }

    private AdoptionReport adopt(boolean acceptRepeats) {
        return adoption(Optional.of(connector), acceptRepeats).adopt(report -> {});
    }

    private void assertRefused(ErrorCode code) {
        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> adopt(false))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private void pipelineHasTheRest() {
        awaitTraffic();
        try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
            running.awaitPhase(PipelinePhase.STREAMING);
            awaitTraffic();
        }
        traffic.pause();
        assertThat(RunningPipeline.start(pipeline.yaml(), NOW).awaitEnd()).isEmpty();
        SortedMap<String, Integer> theirs = read(connector);
        SortedMap<String, Integer> ours = read(pipeline.name());
        assertThat(ours.values()).isNotEmpty().allMatch(times -> times == 1);
        assertThat(ours.keySet()).doesNotContainAnyElementsOf(theirs.keySet());
        ours.forEach((tag, times) -> theirs.merge(tag, times, Integer::sum));
        assertThat(theirs.keySet()).containsExactlyElementsOf(inDatabase());
    }

    private List<String> inDatabase() {
        return database.query("SELECT tag FROM ledger UNION ALL SELECT tag FROM seen").stream()
                .map(row -> row.get(0))
                .sorted()
                .toList();
    }

    /** How often each tag is in the topics of this prefix. */
    private static SortedMap<String, Integer> read(String prefix) {
        SortedMap<String, Integer> tags = new TreeMap<>();
        new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), Duration.ofMinutes(1))
                .read(
                        List.of(prefix + ".public.ledger", prefix + ".public.moved"),
                        TopicReader.Isolation.COMMITTED,
                        message -> tag(message.value()).ifPresent(tag -> tags.merge(tag, 1, Integer::sum)));
        return tags;
    }

    private static Optional<String> tag(byte[] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(new ByteArrayInputStream(value));
            JsonNode envelope = node.has("payload") ? node.get("payload") : node;
            return Optional.ofNullable(envelope.path("after").path("tag").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
