package dev.culvert.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.writer.RecordWriter;
import dev.culvert.sink.kafka.writer.TransactionalWriter;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SnapshotWriterIT {
    private static final PositionContext CONTEXT =
            new PositionContext("sys", 5, "shop", 1, "culvert_shop", "culvert_shop", 9, "all", "kafka", List.of());
    private static final Position POSITION = Position.at(Lsn.parse("0/100"), 0);

    /** A watch that hung may look for a checkpoint when the stream writes already, and would commit half of a transaction. */
    @Test
    void aCheckpointAfterTheEndCommitsNothing() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("late")) {
            TestPipeline pipeline = TestPipeline.on(db);
            Endpoints endpoints =
                    Endpoints.of(DefinitionReader.read(pipeline.yaml(), "test.yaml", PipelineDefinition.class));
            KafkaServer.shared().createTopic(pipeline.name() + ".offsets", 1, Map.of());
            KafkaServer.shared().createTopic(pipeline.topic("public.t"), 1, Map.of());
            OffsetStore offsets = endpoints.offsets("late");
            try (RecordWriter writer = TransactionalWriter.open(
                    endpoints.kafka(), "test." + pipeline.name(), offsets, Duration.ofSeconds(30))) {
                SnapshotWriter snapshot = new SnapshotWriter(
                        writer,
                        () -> {
                            throw new AssertionError("no row is copied");
                        },
                        new OffsetRecords(() -> CONTEXT, Clock.systemUTC(), "test"),
                        1,
                        POSITION.commitEndLsn(),
                        POSITION,
                        Instant.now(),
                        List.of(),
                        List.of(),
                        new StatusBoard(pipeline.name(), Clock.systemUTC()));
                snapshot.begin(List.of());
                snapshot.finish();
                byte[] row = new byte[512 * 1024];
                for (int i = 0; i < 70; i++) {
                    writer.send(new ProducerRecord<>(pipeline.topic("public.t"), 0, null, row));
                }
                snapshot.checkpoint();
                assertThat(writer.inTransaction()).isTrue();
                writer.abort();
            }
            assertThat(offsets.read().orElseThrow().phase()).isEqualTo(new Phase.Streaming(1));
            assertThat(pipeline.records("public.t")).isZero();
        }
    }
}
