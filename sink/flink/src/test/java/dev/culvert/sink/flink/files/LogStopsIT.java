package dev.culvert.sink.flink.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.Stops;
import dev.culvert.sink.flink.reach.SinkStatuses;
import dev.culvert.sink.flink.reach.Wait;
import dev.culvert.testkit.kafka.KafkaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens around a log: it is waited for, gives way to a newer run, or stops by the name of what is wrong, as it was. */
class LogStopsIT {
    private static final String TABLE = "public.t";

    private static LogStore store(SinkScene scene) {
        return (LogStore) scene.store();
    }

    private static SinkScene scene() {
        SinkScene scene = SinkScene.into(LogStore::new);
        scene.source()
                .execute(
                        "CREATE TABLE public.t (id int PRIMARY KEY, note text)",
                        "INSERT INTO public.t VALUES (1, 'one')");
        return scene;
    }

    @Test
    void itIsWaitedForAndGivesWayToANewerRun() {
        try (SinkScene scene = scene();
                Background pipeline = scene.startPipeline()) {
            scene.awaitPosition(pipeline);
            try (Background elder = scene.startSink()) {
                for (int id = 2; id < 6; id++) {
                    written(scene, id);
                }
                try (Background younger = scene.startSink()) {
                    scene.source().execute("UPDATE public.t SET note = 'all'");
                    Stops.assertIs(elder.awaitEnd().orElse(null), ErrorCode.SINK_IN_USE, "Another run of it has begun");
                    for (int id = 6; id < 9; id++) {
                        written(scene, id);
                    }
                    assertThat(younger.hasEnded()).isFalse();
                    SinkStatuses.Seen seen = SinkStatuses.of(scene.topics());
                    assertThat(seen.sinks().get(0).transactionsBehind()).contains(0L);
                    younger.stop();
                }
            }
            pipeline.stop();
            LogOfTopics.requireSame(scene, store(scene).files(), "two runs");
        }
    }

    /** Who has waited for what it wrote finds it in the files. */
    private static void written(SinkScene scene, int id) {
        scene.source().execute("INSERT INTO public.t VALUES (" + id + ")");
        Lsn lsn = Lsn.parse(
                scene.source().value("SELECT pg_current_wal_insert_lsn()").orElseThrow());
        new Wait(scene.topics(), Optional.of(SinkScene.SINK), Stops.LIMIT).until(lsn);
        assertThat(store(scene).files().rows(TABLE).stream().map(row -> row.getField("id")))
                .contains(id);
    }

    @Test
    void itStopsByNameAndIsAsItWas() throws IOException {
        try (SinkScene scene = scene()) {
            scene.catchUp();
            scene.source()
                    .execute(
                            "CREATE TABLE public.taken (id int PRIMARY KEY, _op text)",
                            "INSERT INTO public.taken VALUES (1, 'x')");
            scene.pipelineUntilNow();
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "\"_op\" has the name of one that the log has");
            scene.edit(yaml -> yaml.replace("type: files", "tables: [{table: public.t}]\n    type: files"));
            scene.sinkUntilNow();

            Path directory = store(scene).directory();
            Path away = directory.resolveSibling(directory.getFileName() + "-away");
            Files.move(directory, away);
            Files.writeString(directory, "a file");
            Stops.assertBy(scene, ErrorCode.SINK_DIRECTORY, "It cannot be written");
            Files.delete(directory);
            Files.move(away, directory);

            String topic = scene.name() + "." + TABLE;
            Stops.writeForeign(topic);
            Stops.assertBy(scene, ErrorCode.SINK_RECORD, "partition 0, offset ");
            Stops.delete(topic);
            Stops.assertBy(scene, ErrorCode.TOPIC_MISSING, topic);
            KafkaServer.shared().createTopic(topic, 3, Map.of());
            Stops.assertBy(scene, ErrorCode.SINK_GAP, "deleted and made again");
            assertThat(store(scene).files().rows(TABLE)).hasSize(1);
        }
    }
}
