package dev.culvert.sink.flink.postgres;

import dev.culvert.sink.flink.harness.PostgresStore;
import dev.culvert.sink.flink.harness.SinkUnderFire;
import org.junit.jupiter.api.Test;

/** See {@link SinkUnderFire}. */
class KilledSinkIT {
    @Test
    void everyCommitIsAStateOfTheSourceAndTheEndIsIt() throws Exception {
        new SinkUnderFire(
                        (server, source) -> new PostgresStore(server.createDatabase("killed_target")),
                        (scene, bank) -> new PostgresWitness(scene))
                .run();
    }
}
