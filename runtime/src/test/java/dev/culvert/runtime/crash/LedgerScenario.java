package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three tables of a workload, a pipeline over them, and the judgement at the end. */
final class LedgerScenario {
    static final List<String> TABLES = List.of("ledger_a", "ledger_b", "ledger_c");
    private static final Duration CATCH_UP = Duration.ofSeconds(120);

    private final PostgresDatabase database;
    private final TestPipeline pipeline;
    private boolean preloaded;
    private Optional<LedgerEvents> events = Optional.empty();

    LedgerScenario(PostgresDatabase database) {
        this.database = database;
        this.pipeline = TestPipeline.on(database);
        Workload.on(database).tables(TABLES.toArray(String[]::new)).createTables();
    }

    /** A table of 45 MB that nobody changes, with so many rows, so that a snapshot takes a while. */
    void preload(int rows) {
        database.execute(
                "CREATE TABLE public.preloaded (id int PRIMARY KEY, payload text)",
                "INSERT INTO public.preloaded SELECT g, repeat('x', " + 45_000_000 / rows + ") FROM generate_series(1, "
                        + rows + ") AS g");
        preloaded = true;
    }

    /** Each insert that the workload makes is an event of an outbox and a message, too. Before the pipeline's first start. */
    void withEvents() {
        events = Optional.of(new LedgerEvents(database, pipeline, TABLES));
    }

    PostgresDatabase database() {
        return database;
    }

    TestPipeline pipeline() {
        return pipeline;
    }

    Workload.Builder workload() {
        return Workload.on(database).tables(TABLES.toArray(String[]::new));
    }

    /** Lets the pipeline catch up, then holds its topics against the database and the ledger. */
    void judge(Ledger ledger, LedgerCheck.Coverage coverage) {
        PipelineProcess.catchUp(pipeline.yaml(), CATCH_UP);
        Map<String, String> tableByTopic = new LinkedHashMap<>();
        TABLES.forEach(table -> tableByTopic.put(pipeline.topic("public." + table), table));
        LedgerCheck check = new LedgerCheck(tableByTopic);
        if (preloaded) {
            tableByTopic.put(pipeline.topic("public.preloaded"), "preloaded");
        }
        PipelineTopics topics = pipeline.topics(
                check, tableByTopic.values().stream().map("public."::concat).toArray(String[]::new));
        assertThat(topics.problems()).isEmpty();
        assertThat(check.problems(ledger, coverage)).isEmpty();
        tableByTopic.forEach(
                (topic, table) -> assertThat(topics.differences(topic, TableComparison.of(database, "public", table)))
                        .isEmpty());
        assertThat(ledger.count(Ledger.Outcome.ACKNOWLEDGED)).isPositive();
        events.ifPresent(LedgerEvents::judge);
    }
}
