package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.harness.SinkUnderFire;
import org.junit.jupiter.api.Test;

/** See {@link SinkUnderFire}: the server that is killed is that of the catalog. Tables are compacted again and again. */
class KilledLakeIT {
    @Test
    void everySnapshotIsAStateOfTheSourceAndTheEndIsIt() throws Exception {
        new SinkUnderFire(
                        (server, source) -> LakeStore.in(
                                server.createDatabase("killed_catalog"), source, ", maintenance: {compactAfter: 20}"),
                        LakeWitness::new)
                .run();
    }
}
