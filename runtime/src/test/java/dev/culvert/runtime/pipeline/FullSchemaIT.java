package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.pipeline.SqlScript.Section;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole way of {@link FullSchema}, for a role whose settings are against it: a snapshot, then changes of every kind. What the
 * topics give is the database row by row, and each change is there once.
 */
class FullSchemaIT {
    /** Changes of the large transaction. */
    private static final int LARGE = Sweep.isAll() ? 1_000_000 : 200_000;

    private static final int SMALLER = LARGE / 10;

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void snapshotAndStreamAreTheDatabase(int major) throws Exception {
        judge(major, major < 18 ? SMALLER : LARGE, FullSchema.all(), UnaryOperator.identity());
    }

    /** A flat update has no old row, so that of the table without a key nothing could be rebuilt. */
    @Test
    void flatJsonIsTheDatabaseToo() throws Exception {
        judge(15, 1_000, FullSchema.keyed(), pipeline -> pipeline.json("flat"));
    }

    private static void judge(int major, int largeTransaction, FullSchema schema, UnaryOperator<TestPipeline> format)
            throws SQLException, IOException {
        PostgresServer server = PostgresServer.shared(major);
        try (HostileRole role = HostileRole.on(server);
                PostgresDatabase db = server.createDatabase("full")) {
            PostgresDatabase owned = role.own(db);
            schema.run(Section.CREATE, owned);
            schema.run(Section.ROWS, db);
            role.turnHostile(db);
            Map<CapturedTable, Long> atFirst = schema.rowCounts(db);
            TestPipeline pipeline = format.apply(TestPipeline.on(owned).tables(FullSchema.RULES));
            RunningPipeline.untilNow(pipeline.yaml());
            schema.touch(db);
            new Traffic(db).run(largeTransaction, () -> schema.run(Section.CHANGES, db));
            RunningPipeline.untilNow(pipeline.yaml());

            Map<String, CapturedTable> byTopic = new LinkedHashMap<>();
            schema.tables().forEach(table -> byTopic.put(pipeline.topic(table.topic()), table));
            ReadThenTouched touched = new ReadThenTouched(byTopic);
            PipelineTopics topics = pipeline.topics(
                    touched, schema.tables().stream().map(CapturedTable::topic).toArray(String[]::new));
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.transactions()).anyMatch(transaction -> transaction.changes() == largeTransaction);
            assertThat(touched.problems()).isEmpty();
            assertThat(touched.read()).isEqualTo(atFirst);
            assertThat(touched.touched()).isEqualTo(atFirst);
            byTopic.forEach((topic, table) -> {
                TableComparison comparison = TableComparison.of(db, table.schema(), table.name());
                assertThat(topics.differences(topic, major < 18 ? comparison : comparison.withStoredGenerated()))
                        .as(table.name())
                        .isEmpty();
                assertThat(topics.image(topic).size()).as(table.name()).isPositive();
            });
        }
    }
}
