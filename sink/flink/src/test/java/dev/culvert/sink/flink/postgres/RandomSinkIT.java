package dev.culvert.sink.flink.postgres;

import dev.culvert.sink.flink.harness.RandomTables;
import dev.culvert.sink.flink.harness.SinkScene;
import java.sql.SQLException;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** See {@link RandomTables}. */
class RandomSinkIT {
    static LongStream seeds() {
        return RandomTables.seeds();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theTablesAreTheSources(long seed) throws SQLException {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), RandomTables.section())) {
            RandomTables.follow(scene, seed, 3_000);
        }
    }
}
