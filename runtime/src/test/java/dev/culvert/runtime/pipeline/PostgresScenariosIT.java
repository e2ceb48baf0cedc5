package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.pipeline.SqlScript.Section;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What PostgreSQL tries with its own subscriptions ({@code src/test/subscription}, {@code contrib/test_decoding}), told anew and played
 * before a pipeline: after each, the topics are the database, and there is a topic for what is captured and for nothing else. Which
 * scenario has which counterpart is in docs/postgres-scenarios.md.
 */
class PostgresScenariosIT {
    private static final int PUSH_DOWN = 15;
    private static final int STORED_GENERATED = 18;

    /** What is published in part: columns, filter. */
    private static final String PARTS =
            """
                - {table: s028.tab1, where: "a > 1000 AND b <> 'filtered'"}
                - {table: s028.tab2, where: "c % 2 = 0"}
                - {table: s028.tab3, where: "a < 21"}
                - {table: s028.parted, where: "a < 10000"}
                - {table: s028.toasted, where: "a = repeat('1234567890', 200) AND b < '5'"}
                - {table: s031.tab1, columns: {include: [a, B]}}
                - {table: s031.tab3, columns: {exclude: [B]}}
                - {table: s031.parted, columns: {exclude: [c]}}
                - {table: s031.tab4, columns: {exclude: [c]}}
                - {table: s031.tab7, columns: {include: [a, b]}}
            """;

    private static final String WHOLE = "    - table: \"s*.*\"\n";

    private static final String CAPTURED =
            """
            SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname LIKE 's%' AND c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition""";

    static List<Integer> majors() {
        return Sweep.first(2, List.of(18, 13, 15));
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void theTopicsAreTheDatabase(int major) throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(major).createDatabase("scenarios");
                PostgresScenarios scenarios = PostgresScenarios.in(db)) {
            TestPipeline pipeline = TestPipeline.on(db)
                    .tables(major < PUSH_DOWN ? WHOLE : PARTS + WHOLE)
                    .compatibility("NONE")
                    .with("snapshot: {onShapeChange: copy}\n");
            scenarios.run(Section.ROWS);
            RunningPipeline.untilNow(pipeline.yaml());
            scenarios.run(Section.CHANGES);
            RunningPipeline.untilNow(pipeline.yaml());
            scenarios.run(Section.LATER);
            RunningPipeline.untilNow(pipeline.yaml());

            Set<String> captured =
                    db.query(CAPTURED).stream().map(row -> row.get(0)).collect(Collectors.toCollection(TreeSet::new));
            assertThat(topicsOf(pipeline)).isEqualTo(captured);
            PipelineTopics topics = pipeline.topics(captured.toArray(String[]::new));
            assertThat(topics.problems()).isEmpty();
            TreeMap<String, List<String>> differences = new TreeMap<>();
            captured.forEach(
                    table -> differences.put(table, topics.differences(pipeline.topic(table), comparison(db, table))));
            differences.values().removeIf(List::isEmpty);
            assertThat(differences).isEmpty();
        }
    }

    private static TableComparison comparison(PostgresDatabase db, String table) {
        String[] parts = table.split("\\.");
        TableComparison all = TableComparison.of(db, parts[0], parts[1]);
        TableComparison whole = db.server().major() < STORED_GENERATED ? all : all.withStoredGenerated();
        return switch (table) {
            case "s028.tab1" -> whole.where("a > 1000 AND b <> 'filtered'");
            case "s028.tab2" -> whole.where("c % 2 = 0");
            case "s028.tab3" -> whole.where("a < 21");
            case "s028.parted" -> whole.where("a < 10000");
            case "s028.toasted" -> whole.where("a = repeat('1234567890', 200) AND b < '5'");
            case "s031.tab1" -> whole.columns("a", "B");
            case "s031.tab3" -> whole.columns("a'", "c'");
            case "s031.parted" -> whole.columns("a", "b");
            case "s031.tab4" -> whole.columns("a", "b", "d");
            case "s031.tab7" -> whole.columns("a", "b");
            default -> whole;
        };
    }

    /** The tables that it made topics for. */
    private static Set<String> topicsOf(TestPipeline pipeline) throws Exception {
        String prefix = pipeline.topic("s");
        try (Admin admin = KafkaServer.shared().admin()) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(prefix))
                    .map(topic -> topic.substring(pipeline.topic("").length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
