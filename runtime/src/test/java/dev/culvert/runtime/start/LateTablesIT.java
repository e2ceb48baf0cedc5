package dev.culvert.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.connection.Session;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LateTablesIT {

    /** As a dump is restored: the rows first, the key when they are there. */
    @Test
    void aTableThatGetsItsKeyLaterIsTakenInThen() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("late")) {
            PipelineDefinition definition = prepare(db);
            LateTables tables = new LateTables(definition.source(), List.of());
            try (Session session = Endpoints.of(definition).sessions().open("test")) {
                db.execute("CREATE TABLE public.v (id int, note text)");
                assertThat(tables.look(session)).isFalse();
                assertThat(tables.look(session)).isFalse();
                db.execute("ALTER TABLE public.v ADD PRIMARY KEY (id)");
                assertThat(tables.look(session)).isTrue();
            }
        }
    }

    /** One of two is published when the session breaks: the next look must not take it for somebody else's doing. */
    @Test
    void aLookThatBreaksHalfWayIsRepeated() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("late")) {
            PipelineDefinition definition = prepare(db);
            LateTables tables = new LateTables(definition.source(), List.of());
            db.execute("CREATE TABLE public.v (id int PRIMARY KEY)", "CREATE TABLE public.w (id int PRIMARY KEY)");
            try (Session session = Endpoints.of(definition).sessions().open("test");
                    Connection locking = db.connect();
                    Statement lock = locking.createStatement()) {
                locking.setAutoCommit(false);
                lock.execute("LOCK TABLE public.w IN SHARE MODE");
                CompletableFuture<Boolean> look = CompletableFuture.supplyAsync(() -> tables.look(session));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> db.number("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = "
                                        + session.backendPid())
                                == 1);
                db.execute("SELECT pg_terminate_backend(" + session.backendPid() + ")");
                assertThatThrownBy(() -> look.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(CulvertException.class);
                locking.rollback();
            }
            try (Session session = Endpoints.of(definition).sessions().open("test")) {
                assertThat(tables.look(session)).isTrue();
                assertThat(db.number("SELECT count(*) FROM pg_publication_tables"))
                        .isEqualTo(2);
            }
        }
    }

    private static PipelineDefinition prepare(PostgresDatabase db) {
        TestPipeline pipeline = TestPipeline.on(db);
        db.execute("CREATE PUBLICATION " + pipeline.slot() + " WITH (publish_via_partition_root)");
        return DefinitionReader.read(pipeline.yaml(), "test.yaml", PipelineDefinition.class);
    }
}
