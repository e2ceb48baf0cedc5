package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.sink.flink.job.SinkJob;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineElementType;
import dev.culvert.sink.flink.source.PipelineSource;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.testkit.Sweep;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The sink shows whole transactions only, whatever ends its sessions; and what comes again changes nothing. */
class WholeTransactionsIT {
    @Test
    void everyCommitIsAStateOfTheSource() throws Exception {
        try (SinkScene scene = SinkScene.avro(18)) {
            BankTraffic traffic = new BankTraffic(scene.source, 7);
            traffic.run(50);
            scene.catchUp();
            PipelineRunner pipeline = scene.pipeline(RunOptions.standard());
            CompletableFuture<Void> pipelineEnd = CompletableFuture.runAsync(pipeline::run);
            SinkJob job = new SinkJob(scene.topics(), Optional.empty(), false);
            CompletableFuture<Void> jobEnd = CompletableFuture.runAsync(job::run);
            try (SumWatch watch = new SumWatch(scene.target)) {
                for (int i = 0; i < (Sweep.isAll() ? 40 : 3); i++) {
                    traffic.run(200);
                    scene.terminateWriters();
                }
                pipeline.stop();
                pipelineEnd.get(60, TimeUnit.SECONDS);
                job.stop();
                jobEnd.get(60, TimeUnit.SECONDS);
                scene.catchUp();
                assertThat(watch.sums()).containsExactly(BankTraffic.SUM);
                assertThat(watch.looks()).isGreaterThan(20);
            }
            BankTraffic.TABLES.forEach(scene::assertEqual);
            String rows = "SELECT xmin::text, ctid::text FROM public.docs ORDER BY id";
            var before = scene.target.query(rows);

            standsBehind(scene);
            replay(scene.topics());

            assertThat(scene.target.query(rows)).isEqualTo(before);
            BankTraffic.TABLES.forEach(scene::assertEqual);
        }
    }

    /** A source that begins behind the tables may say where it stands before it has read anything. */
    private static void standsBehind(SinkScene scene) throws Exception {
        String offsets = "SELECT topic, partition::text, next_offset::text FROM culvert.sink_offset ORDER BY 1, 2";
        var before = scene.target.query(offsets);
        Map<Place, Long> behind = before.stream()
                .collect(Collectors.toMap(row -> new Place(row.get(0), Integer.parseInt(row.get(1))), row -> 0L));
        SinkWriter<PipelineElement> writer = new PostgresSink(scene.topics(), "analytics").createWriter(null);
        try {
            writer.write(PipelineElement.at(behind), null);
            writer.flush(false);
        } finally {
            writer.close();
        }
        assertThat(scene.target.query(offsets)).isEqualTo(before);
    }

    /** As after a checkpoint that is older than what the target has: from the very beginning. */
    private static void replay(PipelineTopics topics) throws Exception {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        environment
                .fromSource(
                        new PipelineSource(topics, Map.of(), true),
                        WatermarkStrategy.noWatermarks(),
                        "topics",
                        PipelineElementType.INSTANCE)
                .sinkTo(new PostgresSink(topics, "analytics"));
        environment.execute();
    }
}
