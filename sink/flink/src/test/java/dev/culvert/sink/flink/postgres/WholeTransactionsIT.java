package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.BankTraffic;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineElementType;
import dev.culvert.sink.flink.source.PipelineSource;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.testkit.Sweep;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The sink shows whole transactions only, whatever ends its sessions; and what comes again changes nothing. */
class WholeTransactionsIT {
    /** More than go into memory: they reach the target's transaction in pieces. */
    private static final int LARGE = 120_000;

    @Test
    void everyCommitIsAStateOfTheSource() throws Exception {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            BankTraffic traffic = new BankTraffic(scene.source(), 7);
            traffic.run(50);
            scene.catchUp();
            CommitWatch commits = new CommitWatch(scene.target());
            try (Background pipeline = scene.startPipeline();
                    Background sink = scene.startSink();
                    SumWatch watch = new SumWatch(scene.target())) {
                for (int i = 0; i < (Sweep.isAll() ? 40 : 3); i++) {
                    long before = commits.commits();
                    traffic.run(60);
                    commits.awaitBeyond(before, Duration.ofSeconds(60));
                    if (i % 10 == 0) {
                        traffic.large(LARGE);
                    }
                    traffic.run(60);
                    terminateWriters(scene);
                }
                pipeline.stop();
                sink.stop();
                scene.catchUp();
                assertThat(watch.sums()).containsExactly(BankTraffic.SUM);
                assertThat(watch.looks()).isGreaterThan(20);
            }
            assertThat(commits.sums()).containsExactly(BankTraffic.SUM);
            assertThat(commits.withoutProgress()).isZero();
            assertThat(commits.commits()).isGreaterThan(3);
            scene.assertEqual(BankTraffic.TABLES);
            String rows = "SELECT xmin::text, ctid::text FROM public.docs ORDER BY id";
            var before = scene.target().query(rows);

            standsBehind(scene);
            replay(scene.topics());

            assertThat(scene.target().query(rows)).isEqualTo(before);
            scene.assertEqual(BankTraffic.TABLES);
        }
    }

    /** A source that begins behind the tables may say where it stands before it has read anything. */
    private static void standsBehind(SinkScene scene) throws Exception {
        String offsets = "SELECT topic, partition::text, next_offset::text FROM culvert.sink_offset ORDER BY 1, 2";
        var before = scene.target().query(offsets);
        Map<Place, Long> behind = before.stream()
                .collect(Collectors.toMap(row -> new Place(row.get(0), Integer.parseInt(row.get(1))), row -> 0L));
        SinkWriterMetricGroup metrics = UnregisteredMetricsGroup.createSinkWriterMetricGroup();
        SinkWriter<PipelineElement> writer = new PostgresSink(scene.topics(), "analytics").writer(metrics);
        try {
            writer.write(PipelineElement.at(Optional.empty(), behind), null);
            writer.flush(false);
        } finally {
            writer.close();
        }
        assertThat(scene.target().query(offsets)).isEqualTo(before);
    }

    private static void terminateWriters(SinkScene scene) {
        scene.target()
                .query("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name LIKE 'culvert%' AND pid <> pg_backend_pid()");
    }

    /** As after a checkpoint that is older than what the target has: from the very beginning. */
    private static void replay(PipelineTopics topics) throws Exception {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        environment
                .fromSource(
                        new PipelineSource(topics, Map.of(), true, false),
                        WatermarkStrategy.noWatermarks(),
                        "topics",
                        PipelineElementType.INSTANCE)
                .sinkTo(new PostgresSink(topics, "analytics"));
        environment.execute();
    }
}
