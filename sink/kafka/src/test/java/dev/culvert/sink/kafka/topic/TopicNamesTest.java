package dev.culvert.sink.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TopicNamesTest {
    private final TopicNames names = new TopicNames("{pipeline}.{schema}.{table}", "shop", "db");

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static Map<TableId, Optional<String>> tables(TableId... ids) {
        Map<TableId, Optional<String>> tables = new java.util.HashMap<>();
        for (TableId id : ids) {
            tables.put(id, Optional.empty());
        }
        return tables;
    }

    @Test
    void fillsTheTemplate() {
        assertThat(names.of(new TableId("public", "orders"))).isEqualTo("shop.public.orders");
        assertThat(new TopicNames("x.{database}.{table}", "shop", "my db").of(new TableId("public", "orders")))
                .isEqualTo("x.my_x20_db.orders");
        assertThat(names.transactions()).isEqualTo("shop.transactions");
        assertThat(names.offsets()).isEqualTo("shop.offsets");
    }

    @Test
    void keepsNamesApartThatDifferOnlyByWhereTheDotIs() {
        assertThat(names.of(tables(new TableId("a.b", "c"), new TableId("a", "b.c")))
                        .values())
                .containsExactlyInAnyOrder("shop.a_x2e_b.c", "shop.a.b_x2e_c");
    }

    @Test
    void refusesCollisions() {
        TopicNames short1 = new TopicNames("{table}", "shop", "db");
        assertCode(ErrorCode.TOPIC_COLLISION, () -> short1.of(tables(new TableId("a", "t"), new TableId("b", "t"))));
        assertCode(ErrorCode.TOPIC_COLLISION, () -> names.of(tables(new TableId("a_b", "c"), new TableId("a", "b_c"))));
        assertCode(
                ErrorCode.TOPIC_COLLISION, () -> names.of(Map.of(new TableId("a", "t"), Optional.of("shop.offsets"))));
        assertCode(
                ErrorCode.TOPIC_COLLISION,
                () -> names.of(Map.of(
                        new TableId("a", "t"), Optional.of("shop.b.t"), new TableId("b", "t"), Optional.empty())));
    }

    @Test
    void noTableHasATopicThatMayBeTheDeadLettersOfASink() {
        assertThat(names.deadLetters("dwh")).isEqualTo("shop.dead-letter.dwh");
        assertCode(ErrorCode.TOPIC_COLLISION, () -> names.of(tables(new TableId("dead-letter", "dwh"))));
        assertCode(
                ErrorCode.TOPIC_COLLISION,
                () -> names.of(Map.of(new TableId("a", "t"), Optional.of("shop_dead-letter.any"))));
    }

    @Test
    void aLaterTopicIsNobodyElses() {
        TableId moved = new TableId("a", "t");
        TableId other = new TableId("b", "t");
        assertThat(names.of(tables(moved, other), Map.of(moved, 3)))
                .containsEntry(moved, "shop.a.t.v3")
                .containsEntry(other, "shop.b.t");
        for (String taken : new String[] {"shop.a.t", "shop.a.t.v2", "shop.a.t.v3"}) {
            assertCode(
                    ErrorCode.TOPIC_COLLISION,
                    () -> names.of(
                            Map.of(moved, Optional.empty(), other, Optional.of(taken)), Map.of(moved, 3, other, 1)));
        }
    }

    @Test
    void refusesWhatKafkaDoesNotTake() {
        assertCode(ErrorCode.DEF_VALUE, () -> names.of(new TableId("s", "ü".repeat(63))));
        assertCode(ErrorCode.DEF_VALUE, () -> names.of(Map.of(new TableId("a", "t"), Optional.of("a b"))));
        assertCode(ErrorCode.DEF_VALUE, () -> names.of(Map.of(new TableId("a", "t"), Optional.of(".."))));
        assertThat(names.of(new TableId("s", "t".repeat(63)))).hasSize(70);
    }

    @Test
    void noEventGoesIntoTheTopicOfATableOrOfThePipeline() {
        Map<TableId, String> tables = Map.of(new TableId("public", "orders"), "shop.public.orders");
        names.requireApart(tables, List.of("shop.event.order", "shop.event.order"));
        for (String taken : List.of(
                "shop.public.orders",
                "shop.public_orders",
                "shop.offsets",
                "shop_transactions",
                "shop.dead-letter",
                "shop.dead-letter.dwh")) {
            assertCode(ErrorCode.TOPIC_COLLISION, () -> names.requireApart(tables, List.of("free", taken)));
        }
    }

    @Test
    void typesOfEventsNeverShareATopic() {
        TableId outbox = new TableId("public", "outbox");
        Set<String> topics = new HashSet<>();
        List<String> types = List.of("a.b", "a_b", "a b", "a/b", "a_x2e_b", "{table}", "ä");
        types.forEach(type -> topics.add(names.event("{pipeline}.{table}.{aggregatetype}", outbox, type)));
        assertThat(topics).hasSameSizeAs(types).allMatch(topic -> topic.matches("shop\\.outbox\\.[A-Za-z0-9_-]+"));
        assertCode(ErrorCode.DEF_VALUE, () -> names.event("{aggregatetype}", outbox, "x".repeat(250)));
    }
}
