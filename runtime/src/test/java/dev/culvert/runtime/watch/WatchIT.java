package dev.culvert.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.connection.Session;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchIT {
    /** Sees nothing that differs. */
    private static final class Nothing implements Look {
        @Override
        public List<Finding> differences(Session session) {
            return List.of();
        }

        @Override
        public void passed(Lsn point) {
            // nothing was found
        }
    }

    /** The snapshot's checkpoint is one of the things that are done beside: what Kafka says there may pass by itself. */
    @Test
    void whatFailsBesideTheLookingKeepsItsCode() throws Exception {
        CulvertException thrown =
                new CulvertException(ErrorCode.KAFKA_SEND, "topic t", "It failed.", Changed.POSITION_KEPT, "Wait.");
        assertThat(endOf(() -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void anythingElseThatFailsIsADefectAndEndsTheStream() throws Exception {
        assertThat(endOf(() -> {
                            throw new IllegalStateException("a row's value");
                        })
                        .code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    private static CulvertException endOf(Runnable everyTick) throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("watch")) {
            PipelineDefinition definition =
                    DefinitionReader.read(TestPipeline.on(db).yaml(), "test.yaml", PipelineDefinition.class);
            CompletableFuture<CulvertException> end = new CompletableFuture<>();
            try (Watch watch = new Watch(
                    "test",
                    Endpoints.of(definition).sessions(),
                    "none",
                    new Nothing(),
                    Duration.ofHours(1),
                    new StatusBoard("test", Clock.systemUTC()),
                    session -> false,
                    () -> {},
                    everyTick,
                    end::complete)) {
                watch.start();
                return end.get(30, TimeUnit.SECONDS);
            }
        }
    }
}
