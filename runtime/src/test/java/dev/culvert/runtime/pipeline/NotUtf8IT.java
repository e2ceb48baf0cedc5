package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A value that is no text in UTF-8, in a database that takes any bytes: the server ends the stream, and goes on doing so when the value is
 * corrected, since the change is in the WAL. What the error says leads out of it.
 */
class NotUtf8IT {
    private static final RunOptions UNTIL_NOW = RunOptions.standard().until(new RunOptions.Until.Now());

    @Test
    void aValueThatTheServerCannotSendIsCorrectedAndLeftBehind() {
        PostgresServer server = PostgresServer.shared(15);
        server.maintenance()
                .execute(
                        "CREATE DATABASE not_utf8 ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        try (PostgresDatabase db = server.database("not_utf8")) {
            db.execute("CREATE TABLE t (id int PRIMARY KEY, a text)", "INSERT INTO t VALUES (1, 'before')");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute(
                    "INSERT INTO t VALUES (2, convert_from('\\xff41', 'SQL_ASCII'))",
                    "UPDATE t SET a = 'corrected' WHERE id = 2");

            CulvertException error =
                    RunningPipeline.start(pipeline.yaml(), UNTIL_NOW).awaitEnd().orElseThrow();
            assertThat(error.code()).isEqualTo(ErrorCode.VALUE_UNDECODABLE);
            assertThat(error.remedy()).contains("correct the value", "culvert run FILE --resnapshot '*.*'");

            TableRequests everything =
                    new TableRequests(List.of(TablePattern.parse("*.*").orElseThrow()), List.of());
            assertThat(RunningPipeline.start(pipeline.yaml(), UNTIL_NOW.tables(everything))
                            .awaitEnd())
                    .isEmpty();
            db.execute("INSERT INTO t VALUES (3, 'after')");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.t"), TableComparison.of(db, "public", "t")))
                    .isEmpty();
        }
    }
}
