package dev.culvert.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContextComparisonTest {
    private static final TableContext ORDERS =
            orders(7, 8, List.of("id", "note"), "", List.of("public.p1"), "t", "AAA", 6, 1, "k");
    private static final PositionContext STORED = context("sys", 5, "culvert_shop", "culvert_shop", 9, "kafka", ORDERS);

    @Test
    void sameIsNoFinding() {
        assertThat(ContextComparison.compare(STORED, STORED, ShapeRules.STRICT)).isEmpty();
    }

    @Test
    void aLaterTimelineIsNotTheContextsBusiness() {
        PositionContext later = new PositionContext(
                "sys", 5, "shop", 4, "culvert_shop", "culvert_shop", 9, "all", "kafka", List.of(ORDERS));
        assertThat(ContextComparison.compare(STORED, later, ShapeRules.STRICT)).isEmpty();
    }

    @Test
    void aNewPartitionAloneIsNoFinding() {
        TableContext more =
                orders(7, 8, List.of("id", "note"), "", List.of("public.p1", "public.p2"), "t", "AAA", 6, 1, "k");
        assertThat(ContextComparison.compare(
                        STORED, context("sys", 5, "culvert_shop", "culvert_shop", 9, "kafka", more), ShapeRules.STRICT))
                .isEmpty();
    }

    @Test
    void anotherOwnerOfThePublicationAloneIsNoFinding() {
        assertThat(ContextComparison.compare(
                        STORED.withPublicationMark("751 app"),
                        STORED.withPublicationMark("760 other"),
                        ShapeRules.STRICT))
                .isEmpty();
        assertThat(ContextComparison.compare(STORED, STORED.withPublicationMark("760 app"), ShapeRules.STRICT))
                .isEmpty();
    }

    @Test
    void aPublicationThatWasAlteredAndPutBackIsNamed() {
        assertThat(ContextComparison.compare(
                        STORED.withPublicationMark("751 app"),
                        STORED.withPublicationMark("760 app"),
                        ShapeRules.STRICT))
                .extracting(Finding::code)
                .containsExactly(ErrorCode.PUBLICATION_CHANGED);
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                Arguments.of(
                        context("other", 5, "culvert_shop", "culvert_shop", 9, "kafka", ORDERS),
                        ErrorCode.POSITION_OTHER_SERVER),
                Arguments.of(
                        context("sys", 6, "culvert_shop", "culvert_shop", 9, "kafka", ORDERS),
                        ErrorCode.POSITION_OTHER_SERVER),
                Arguments.of(
                        context("sys", 5, "elsewhere", "culvert_shop", 9, "kafka", ORDERS),
                        ErrorCode.POSITION_OTHER_SERVER),
                Arguments.of(
                        context("sys", 5, "culvert_shop", "elsewhere", 9, "kafka", ORDERS),
                        ErrorCode.PUBLICATION_CHANGED),
                Arguments.of(
                        context("sys", 5, "culvert_shop", "culvert_shop", 10, "kafka", ORDERS),
                        ErrorCode.PUBLICATION_CHANGED),
                Arguments.of(
                        new PositionContext(
                                "sys",
                                5,
                                "shop",
                                1,
                                "culvert_shop",
                                "culvert_shop",
                                9,
                                "insert",
                                "kafka",
                                List.of(ORDERS)),
                        ErrorCode.PUBLICATION_CHANGED),
                Arguments.of(
                        context("sys", 5, "culvert_shop", "culvert_shop", 9, "other", ORDERS),
                        ErrorCode.POSITION_OTHER_KAFKA),
                Arguments.of(
                        with(orders(70, 8, List.of("id", "note"), "", List.of("public.p1"), "t", "AAA", 6, 1, "k")),
                        ErrorCode.POSITION_TABLES),
                Arguments.of(
                        with(orders(7, 80, List.of("id", "note"), "", List.of("public.p1"), "t", "AAA", 6, 1, "k")),
                        ErrorCode.PUBLICATION_CHANGED),
                Arguments.of(
                        with(orders(7, 8, List.of("id"), "", List.of("public.p1"), "t", "AAA", 6, 1, "k")),
                        ErrorCode.SHAPE_CHANGED),
                Arguments.of(
                        with(orders(
                                7, 8, List.of("id", "note"), "(id > 1)", List.of("public.p1"), "t", "AAA", 6, 1, "k")),
                        ErrorCode.PUBLICATION_CHANGED),
                Arguments.of(
                        with(orders(7, 8, List.of("id", "note"), "", List.of(), "t", "AAA", 6, 1, "k")),
                        ErrorCode.POSITION_TABLES),
                Arguments.of(
                        with(orders(7, 8, List.of("id", "note"), "", List.of("public.p1"), "u", "AAA", 6, 1, "k")),
                        ErrorCode.POSITION_TABLES),
                Arguments.of(
                        with(orders(7, 8, List.of("id", "note"), "", List.of("public.p1"), "t", "BBB", 6, 1, "k")),
                        ErrorCode.TOPIC_RECREATED),
                Arguments.of(
                        with(orders(7, 8, List.of("id", "note"), "", List.of("public.p1"), "t", "AAA", 7, 1, "k")),
                        ErrorCode.TOPIC_RECREATED),
                Arguments.of(
                        with(orders(7, 8, List.of("id", "note"), "", List.of("public.p1"), "t", "AAA", 6, 1, "K")),
                        ErrorCode.KEY_CHANGED),
                Arguments.of(
                        new PositionContext(
                                "sys", 5, "shop", 1, "culvert_shop", "culvert_shop", 9, "all", "kafka", List.of()),
                        ErrorCode.POSITION_TABLES));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void eachDifferenceIsNamed(PositionContext current, ErrorCode expected) {
        assertThat(ContextComparison.compare(STORED, current, ShapeRules.STRICT))
                .extracting(Finding::code)
                .containsExactly(expected);
    }

    @Test
    void aTableThatIsNewIsNamed() {
        assertThat(ContextComparison.compare(
                        new PositionContext(
                                "sys", 5, "shop", 1, "culvert_shop", "culvert_shop", 9, "all", "kafka", List.of()),
                        STORED,
                        ShapeRules.STRICT))
                .extracting(Finding::code)
                .containsExactly(ErrorCode.POSITION_TABLES);
    }

    private static PositionContext with(TableContext table) {
        return context("sys", 5, "culvert_shop", "culvert_shop", 9, "kafka", table);
    }

    private static PositionContext context(
            String system,
            long database,
            String slot,
            String publication,
            long publicationOid,
            String kafka,
            TableContext table) {
        return new PositionContext(
                system, database, "shop", 1, slot, publication, publicationOid, "all", kafka, List.of(table));
    }

    private static TableShape shape(List<String> names) {
        List<ColumnContext> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(new ColumnContext(columns.size() + 1, name, 25, -1, "text", Optional.empty(), 700));
        }
        return new TableShape(columns, 2, List.of("7 7"), List.of(), List.of(), "");
    }

    private static TableContext orders(
            long oid,
            long membership,
            List<String> columns,
            String filter,
            List<String> partitions,
            String topic,
            String topicId,
            int topicPartitions,
            int keyId,
            String key) {
        return new TableContext(
                new TableId("public", "orders"),
                oid,
                membership,
                shape(columns),
                filter,
                partitions,
                topic,
                topicId,
                topicPartitions,
                keyId,
                key,
                2,
                "v",
                List.of());
    }
}
