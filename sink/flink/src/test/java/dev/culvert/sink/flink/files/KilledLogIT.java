package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.harness.SinkUnderFire;
import org.junit.jupiter.api.Test;

/** See {@link SinkUnderFire}: a log has no server that could be killed. */
class KilledLogIT {
    @Test
    void eachChangeIsThereOnce() throws Exception {
        new SinkUnderFire((server, source) -> new LogStore(source), LogWitness::new).run();
    }
}
