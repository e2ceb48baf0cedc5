package dev.culvert.runtime.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of this package do with a pipeline over the tables t and u. */
final class Ground {
    private static final String[] TABLES = {"public.t", "public.u"};

    private Ground() {}

    static void create(PostgresDatabase db) {
        db.execute(
                "CREATE TABLE public.t (id int PRIMARY KEY, note text)",
                "CREATE TABLE public.u (id int PRIMARY KEY, note text)",
                "INSERT INTO public.t SELECT g, 'a' FROM generate_series(1, 200) AS g",
                "INSERT INTO public.u SELECT g, 'a' FROM generate_series(1, 200) AS g");
    }

    /** That it stops by this name and writes nothing, and what it says then. */
    static CulvertException stops(TestPipeline pipeline, ErrorCode expected) {
        long before = pipeline.records("public.u");
        CulvertException stopped = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                .awaitEnd()
                .orElseThrow();
        assertThat(stopped.code()).as(stopped.toString()).isEqualTo(expected);
        assertThat(pipeline.records("public.u")).isEqualTo(before);
        return stopped;
    }

    /** Follows the way out of an error until now. */
    static void again(TestPipeline pipeline, String tables) {
        RunOptions options = RunOptions.standard()
                .until(new RunOptions.Until.Now())
                .tables(new TableRequests(List.of(TablePattern.parse(tables).orElseThrow()), List.of()));
        assertThat(RunningPipeline.start(pipeline.yaml(), options).awaitEnd()).isEmpty();
    }

    /** Runs it until now; then the topics are the database, each change once. */
    static void same(TestPipeline pipeline, PostgresDatabase db) {
        RunningPipeline.untilNow(pipeline.yaml());
        PipelineTopics topics = pipeline.topics(TABLES);
        assertThat(topics.problems()).isEmpty();
        compare(pipeline, topics, db);
    }

    /**
     * The same on a server that has gone back or is another one: an LSN orders commits of one history only, and a number of a
     * transaction is left out where the offset record was lost.
     */
    static void sameAnew(TestPipeline pipeline, PostgresDatabase db) {
        sameAnew(pipeline, db, false);
    }

    /** @param lost whether a topic was deleted with rows of transactions that the topic of transactions still tells */
    static void sameAnew(TestPipeline pipeline, PostgresDatabase db, boolean lost) {
        RunningPipeline.untilNow(pipeline.yaml());
        PipelineTopics topics = pipeline.topics(TABLES);
        assertThat(topics.problems())
                .allMatch(problem -> problem.endsWith("ends at or before the one before it")
                        || (lost && problem.contains(" instead of "))
                        || problem.matches("transaction \\d+ follows \\d+"))
                .hasSizeLessThanOrEqualTo(4);
        compare(pipeline, topics, db);
    }

    private static void compare(TestPipeline pipeline, PipelineTopics topics, PostgresDatabase db) {
        Stream.of("t", "u").forEach(table -> assertThat(
                        topics.differences(pipeline.topic("public." + table), TableComparison.of(db, "public", table)))
                .as(table)
                .isEmpty());
    }
}
