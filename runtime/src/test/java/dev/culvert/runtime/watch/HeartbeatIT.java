package dev.culvert.runtime.watch;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatIT {

    /** Each that waited would leave a session behind when the watch loses patience, until the server has none left. */
    @Test
    void doesNotWaitForASynchronousStandby() {
        try (PostgresServer server = PostgresServer.start(16);
                PostgresDatabase db = server.createDatabase("sync")) {
            db.execute("CREATE TABLE public.b (id int PRIMARY KEY)");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            standbys(server, "nobody");
            try (RunningPipeline running =
                    RunningPipeline.start(pipeline.yaml(), RunOptions.standard().heartbeat(Duration.ofMillis(500)))) {
                running.awaitPhase(PipelinePhase.STREAMING);
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(60))
                        .until(() ->
                                db.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 0);
            } finally {
                // else the database could not be dropped
                standbys(server, "");
            }
        }
    }

    private static void standbys(PostgresServer server, String names) {
        server.set("synchronous_standby_names", names);
        server.reload();
    }
}
