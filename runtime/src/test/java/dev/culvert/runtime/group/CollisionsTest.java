package dev.culvert.runtime.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two pipelines would share is told from their definitions. */
class CollisionsTest {
    private static PipelineDefinition pipeline(String name, String url, String more, String table, String kafka) {
        return DefinitionReader.read(
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
                source:
                  postgres: {url: "%s"}
                  %s
                  tables: [%s]
                kafka: %s
                format: {value: json}
                """
                        .formatted(name, url, more, table, kafka),
                "test.yaml",
                PipelineDefinition.class);
    }

    private static PipelineDefinition pipeline(String name, String url, String more) {
        return pipeline(name, url, more, "{table: public.orders}", "{bootstrap: \"localhost:9092\"}");
    }

    private static PipelineDefinition writing(String name, String table, String kafka) {
        return pipeline(name, "postgresql://c@db-" + name + ":5432/shop", "", table, kafka);
    }

    private static List<String> objects(PipelineDefinition... definitions) {
        CulvertException refused =
                catchThrowableOfType(CulvertException.class, () -> Collisions.refuse(List.of(definitions)));
        assertThat(refused.code()).isEqualTo(ErrorCode.PIPELINES_COLLIDE);
        return refused.findings().stream().map(Finding::object).toList();
    }

    private static void good(PipelineDefinition... definitions) {
        assertThatCode(() -> Collisions.refuse(List.of(definitions))).doesNotThrowAnyException();
    }

    @Test
    void twoOfOneDatabaseShareNothingByDefault() {
        good(
                pipeline("a", "postgresql://c@localhost:5432/shop", ""),
                pipeline("b", "postgresql://c@localhost:5432/shop", ""));
    }

    @Test
    void aNameIsOfOne() {
        assertThat(objects(
                        pipeline("a", "postgresql://c@one:5432/shop", ""),
                        pipeline("a", "postgresql://c@other:5432/shop", "")))
                .containsExactly("pipeline a");
    }

    @Test
    void aSlotIsOfOneOnAServerHoweverThatIsCalled() {
        String slot = "slot: {name: s}";
        assertThat(objects(
                        pipeline("a", "postgresql://c@localhost:5432/shop", slot),
                        pipeline("b", "postgresql://c@127.0.0.1:5432/stock", slot)))
                .containsExactly("slot \"s\"");
        assertThat(objects(
                        pipeline("a", "postgresql://c@one.invalid,two.invalid/shop", slot),
                        pipeline("b", "postgresql://c@two.invalid/shop", slot)))
                .containsExactly("slot \"s\"");
        good(
                pipeline("a", "postgresql://c@localhost:5432/shop", slot),
                pipeline("b", "postgresql://c@localhost:5433/shop", slot));
    }

    /** The default name of a slot has no dash. */
    @Test
    void namesThatDifferMayLeadToOneSlotAndOnePublication() {
        assertThat(objects(
                        pipeline("a-b", "postgresql://c@localhost/shop", "slot: {name: culvert_ab}"),
                        pipeline("c", "postgresql://c@localhost/shop", "publication: {name: culvert_a_b}")))
                .containsExactly("publication \"culvert_a_b\"");
        good(
                pipeline("a-b", "postgresql://c@localhost/shop", ""),
                pipeline("c", "postgresql://c@localhost/stock", "publication: {name: culvert_a_b}"));
    }

    @Test
    void aTopicIsOfOneOnACluster() {
        String kafka = "{bootstrap: \"one:9092,two:9092\", topic: \"{schema}.{table}\"}";
        assertThat(objects(
                        writing("a", "{table: public.orders}", kafka), writing("b", "{table: public.orders}", kafka)))
                .containsExactly("topic public.orders");
        assertThat(objects(
                        writing("a", "{table: public.orders}", "{bootstrap: \"two:9092\"}"),
                        writing("b", "{table: public.stock, topic: a.offsets}", kafka)))
                .containsExactly("topic a.offsets");
        good(
                writing("a", "{table: public.orders}", kafka),
                writing("b", "{table: public.orders}", kafka.replace("one:9092,two", "three")));
    }

    @Test
    void theTopicsOfEventsAreTopics() {
        String kafka = "{bootstrap: \"one:9092\"}";
        PipelineDefinition rows = writing("a", "{table: public.orders}", kafka);
        for (String topic : List.of("a.public.orders", "a.transactions", "a.offsets", "a.dead-letter")) {
            PipelineDefinition events = pipeline(
                    "b",
                    "postgresql://c@db-b:5432/shop",
                    "messages: [{prefix: m, topic: " + topic + "}]",
                    "{table: public.stock}",
                    kafka);
            assertThat(objects(rows, events)).containsExactly("topic " + topic);
        }
        String outbox = "{table: public.box, outbox: {aggregateTypes: [orders], topic: \"a.public.{aggregatetype}\"}}";
        assertThat(objects(rows, writing("b", outbox, kafka))).containsExactly("topic a.public.orders");
        good(rows, writing("b", outbox.replace("a.public", "b.public"), kafka));
    }

    @Test
    void theDeadLettersOfASinkAreATopic() {
        String kafka = "{bootstrap: \"one:9092\"}";
        String sink = "sinks: [{name: dwh, type: postgres, postgres: {url: \"postgresql://c@w:5432/w\"}%s}]";
        PipelineDefinition events = writing("b", "{table: public.stock, topic: a.dead-letter.dwh}", kafka);
        String more = "{bootstrap: \"one:9092\"}\n";
        assertThat(objects(
                        writing("a", "{table: public.orders}", more + sink.formatted(", onError: dead-letter")),
                        events))
                .containsExactly("topic a.dead-letter.dwh");
        good(writing("a", "{table: public.orders}", more + sink.formatted("")), events);
    }

    @Test
    void everythingIsToldAtOnce() {
        assertThat(objects(
                        pipeline("a", "postgresql://c@localhost/shop", "slot: {name: s}"),
                        pipeline("b", "postgresql://c@localhost/shop", "slot: {name: s}"),
                        pipeline("a", "postgresql://c@elsewhere/shop", "")))
                .containsExactly("slot \"s\"", "pipeline a");
    }
}
