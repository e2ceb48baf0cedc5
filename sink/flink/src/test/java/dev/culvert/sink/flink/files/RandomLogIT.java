package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.harness.RandomTables;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.SQLException;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** See {@link RandomTables}: the log, gone through from its beginning, is the tables; and each record of the topics is in it once. */
class RandomLogIT {
    static LongStream seeds() {
        return RandomTables.seeds();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void eachRecordIsInTheLogOnce(long seed) throws SQLException {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("random_log");
        LogStore store = new LogStore(source);
        try (SinkScene scene =
                new SinkScene(source, store, KafkaServer.shared(), SinkScene.avro(), RandomTables.section())) {
            RandomTables.follow(scene, seed, 1_500);
            LogOfTopics.requireSame(scene, store.files(), "seed " + seed);
        }
    }
}
