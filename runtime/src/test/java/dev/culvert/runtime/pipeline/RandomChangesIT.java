package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.workload.RandomChanges;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows and shapes change by chance while a pipeline runs that copies anew what it cannot follow, or stops and is led on by what its
 * error says; at the end the topics are the database. {@code -Dculvert.test.random=200} for so many seeds, {@code -Dculvert.test.randomSeed=N} to repeat one, {@code
 * -Dculvert.test.randomSeconds=10} for how long each writes.
 */
class RandomChangesIT {
    private static final Logger LOG = LoggerFactory.getLogger(RandomChangesIT.class);
    private static final int MOST_STOPS = 40;
    private static final Pattern RESNAPSHOT = Pattern.compile("--resnapshot (public\\.\\w+)");
    private static final int[] MAJORS = {13, 15, 18};

    static Stream<Arguments> seeds() {
        Long given = Long.getLong("culvert.test.randomSeed");
        if (given != null) {
            return Stream.of(Arguments.of(MAJORS[(int) Math.floorMod(given, 3L)], given));
        }
        Random random = new Random();
        return IntStream.range(0, Integer.getInteger("culvert.test.random", 1)).mapToObj(i -> {
            long seed = random.nextInt(1_000_000) * 3L + (i + 2) % 3;
            return Arguments.of(MAJORS[(int) (seed % 3)], seed);
        });
    }

    /**
     * The policy is the seed's too, the engine, and whether the registry checks, so that tables move to their next topics. A stop must name what it is
     * about, and its way out must lead on.
     */
    @ParameterizedTest(name = "PostgreSQL {0}, seed {1}")
    @MethodSource("seeds")
    void theTopicsAreTheDatabase(int major, long seed) throws SQLException {
        try (PostgresDatabase db = PostgresServer.shared(major).createDatabase("random");
                RandomChanges changes = new RandomChanges(db, seed)) {
            boolean copies = seed / 3 % 2 == 0;
            TestPipeline pipeline = TestPipeline.on(db).engine(seed / 12 % 2 == 0 ? "native" : "debezium");
            if (seed / 6 % 2 == 0) {
                pipeline.compatibility("NONE");
            } else {
                pipeline.registry(RegistryServer.shared().url(), ", onIncompatibleSchema: new-topic");
            }
            if (copies) {
                pipeline.with("snapshot: {onShapeChange: copy}\n");
            }
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(500));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                Deadline end = Deadline.after(Duration.ofSeconds(Integer.getInteger("culvert.test.randomSeconds", 4)));
                while (!end.passed() || changes.statements() < 100) {
                    changes.transaction();
                }
                running.stop();
                Optional<CulvertException> stopped = running.awaitEnd();
                if (copies) {
                    assertThat(stopped)
                            .as(() -> "seed " + seed + "\n" + changes.history())
                            .isEmpty();
                } else {
                    stopped.ifPresent(error -> wayOut(error, seed, changes));
                }
            }
            catchUp(pipeline, copies, seed, changes);
            PipelineTopics topics = pipeline.topics(written(pipeline));
            assertThat(topics.problems())
                    .as(() -> "seed " + seed + "\n" + changes.history())
                    .isEmpty();
            Map<TableId, String> newest = newest(pipeline);
            for (String table : changes.tables()) {
                assertThat(topics.differences(newest.get(new TableId("public", table)), pipeline.table(table)))
                        .as(() -> "seed " + seed + ", " + table + "\n" + changes.history())
                        .isEmpty();
            }
            LOG.info(
                    "seed {} on PostgreSQL {}: true after {} statements in {} tables",
                    seed,
                    major,
                    changes.statements(),
                    changes.tables().size());
            delete(pipeline);
        }
    }

    /** Every topic that rows went to, former ones too, without the pipeline's name. */
    private static String[] written(TestPipeline pipeline) {
        return topics(pipeline.topic("public.")).stream()
                .map(topic -> topic.substring(pipeline.topic("").length()))
                .toArray(String[]::new);
    }

    private static List<String> topics(String prefix) {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
                    .filter(topic -> topic.startsWith(prefix))
                    .toList();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** A broker with the topics of hundreds of seeds would have no memory left. */
    private static void delete(TestPipeline pipeline) {
        try (Admin admin = admin()) {
            admin.deleteTopics(topics(pipeline.topic(""))).all().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()));
    }

    private static Map<TableId, String> newest(TestPipeline pipeline) {
        return new Planner(Endpoints.of(DefinitionReader.read(pipeline.yaml(), "test.yaml", PipelineDefinition.class)))
                .plan()
                .topics();
    }

    /** Runs to the end; each stop is followed by what it says. */
    private static void catchUp(TestPipeline pipeline, boolean copies, long seed, RandomChanges changes) {
        TableRequests asked = TableRequests.NONE;
        for (int i = 0; i < MOST_STOPS; i++) {
            RunOptions options =
                    RunOptions.standard().until(new RunOptions.Until.Now()).tables(asked);
            Optional<CulvertException> error =
                    RunningPipeline.start(pipeline.yaml(), options).awaitEnd();
            if (copies || error.isEmpty()) {
                assertThat(error)
                        .as(() -> "seed " + seed + "\n" + changes.history())
                        .isEmpty();
                return;
            }
            asked = with(asked, wayOut(error.get(), seed, changes));
        }
        throw new AssertionError("seed " + seed + " stops again and again\n" + changes.history());
    }

    /** Asked for together: a start that stops about another table did nothing yet. */
    private static TableRequests with(TableRequests asked, TableRequests more) {
        List<TablePattern> again = new ArrayList<>(asked.again());
        List<TablePattern> forget = new ArrayList<>(asked.forget());
        more.again().stream().filter(pattern -> !again.contains(pattern)).forEach(again::add);
        more.forget().stream().filter(pattern -> !forget.contains(pattern)).forEach(forget::add);
        return new TableRequests(again, forget);
    }

    private static TableRequests wayOut(CulvertException error, long seed, RandomChanges changes) {
        assertThat(error.code())
                .as(() -> "seed " + seed + " " + error.getMessage() + "\n" + changes.history())
                .isIn(
                        ErrorCode.SHAPE_CHANGED,
                        ErrorCode.KEY_CHANGED,
                        ErrorCode.POSITION_TABLES,
                        ErrorCode.TABLE_NO_IDENTITY);
        List<TablePattern> again = new ArrayList<>();
        Matcher matcher = RESNAPSHOT.matcher(error.remedy());
        while (matcher.find()) {
            again.add(TablePattern.parse(matcher.group(1)).orElseThrow());
        }
        assertThat(again).as(error.getMessage()).isNotEmpty();
        return new TableRequests(again, List.of());
    }
}
