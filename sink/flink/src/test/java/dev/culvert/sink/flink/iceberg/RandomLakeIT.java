package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.harness.RandomTables;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.SQLException;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** See {@link RandomTables}. */
class RandomLakeIT {
    static LongStream seeds() {
        return RandomTables.seeds();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theTablesAreTheSources(long seed) throws SQLException {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("lake_random");
        try (SinkScene scene = new SinkScene(
                source, new LakeStore(source), KafkaServer.shared(), SinkScene.avro(), RandomTables.section())) {
            RandomTables.follow(scene, seed, 1_500);
        }
    }
}
