package dev.culvert.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.MissingApart;
import dev.culvert.schemas.position.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeChangeTest {
    private static final List<String> FILES = List.of("7 7", "8 90");
    private static final List<String> LABELS = List.of("50 sad", "51 ok");
    private static final ColumnContext ID = column(1, "id", 23, -1);
    private static final ColumnContext NOTE = column(3, "note", 1043, 44);
    private static final TableShape THEN =
            new TableShape(List.of(ID, NOTE), 4, FILES, LABELS, List.of(), "exclude [x]");

    @Test
    void aColumnThatCameWithNoRewriteIsFollowedWithItsValue() {
        TableShape now = now(ID, NOTE, column(5, "more", 25, -1).withMissing(Optional.of("x")));
        assertThat(obstacle(now)).isEmpty();
        assertThat(ShapeChange.followed(THEN, now).column("more").orElseThrow().missing())
                .contains("x");
        assertThat(ShapeChange.followed(THEN, now).choice()).isEqualTo("exclude [x]");
        assertThat(ShapeChange.obstacle(THEN, now, column -> false)).isPresent();
    }

    @Test
    void whatOlderRecordsLackIsNotForgottenWhenTheCatalogForgetsIt() {
        TableShape then = THEN.withColumns(List.of(ID, NOTE.withMissing(Optional.of("x"))));
        assertThat(ShapeChange.followed(then, now(ID, NOTE))
                        .column("note")
                        .orElseThrow()
                        .missing())
                .contains("x");
    }

    @Test
    void theNameOfAColumnThatWentStaysTaken() {
        TableShape without = ShapeChange.followed(THEN, now(ID));
        TableShape again = now(ID, column(6, "note", 1043, 44));
        assertThat(ShapeChange.obstacle(without, again, column -> true)).isPresent();
        TableShape later = ShapeChange.followed(without, now(ID, column(5, "more", 25, -1)));
        assertThat(ShapeChange.obstacle(later, again, column -> true)).isPresent();
        assertThat(ShapeChange.obstacle(later.ofWholeRows(), again, column -> true))
                .isEmpty();
    }

    @Test
    void aColumnThatWentIsFollowedWhateverFileTheRowsAreIn() {
        assertThat(obstacle(now(ID))).isEmpty();
        assertThat(obstacle(rewritten(ID))).isEmpty();
    }

    @Test
    void rowsThatWereOnlyMovedAreTheSame() {
        assertThat(obstacle(rewritten(ID, NOTE))).isEmpty();
    }

    @Test
    void aColumnThatCameWithARewriteIsAnObstacle() {
        assertThat(obstacle(rewritten(ID, NOTE, column(5, "more", 25, -1)))).isPresent();
    }

    @Test
    void aColumnThatWasAlteredWithARewriteIsAnObstacle() {
        ColumnContext altered = new ColumnContext(3, "note", 1043, 44, "varchar", Optional.empty(), 701);
        assertThat(obstacle(now(ID, altered))).isEmpty();
        assertThat(obstacle(rewritten(ID, altered))).isPresent();
    }

    @Test
    void aPartitionThatCameIsNoRewriteUnlessItsRowsWereWrittenAnew() {
        ColumnContext more = column(5, "more", 25, -1);
        TableShape withPartition =
                new TableShape(List.of(ID, NOTE, more), 5, List.of("7 7", "8 90", "9 9"), LABELS, List.of(), "");
        assertThat(obstacle(withPartition)).isEmpty();
        TableShape rewritten =
                new TableShape(List.of(ID, NOTE, more), 5, List.of("7 7", "8 90", "9 99"), LABELS, List.of(), "");
        assertThat(obstacle(rewritten)).isPresent();
    }

    /** The value that is told is that of one partition. */
    @ParameterizedTest
    @CsvSource({"8, true, false", "8, false, false", "9, true, true", "9, false, false"})
    void partitionsMustAgreeInWhatRowsOfBeforeHave(long partition, boolean absent, boolean followed) {
        TableShape now = new TableShape(
                List.of(ID, NOTE, column(5, "more", 25, -1).withMissing(Optional.of("x"))),
                5,
                List.of("7 7", "8 90", "9 9"),
                LABELS,
                List.of(),
                "",
                List.of(new MissingApart(5, partition, absent)));
        assertThat(obstacle(now).isEmpty()).isEqualTo(followed);
        assertThat(ShapeChange.followed(THEN, now).apart()).isEmpty();
    }

    @Test
    void namesThatMovedToOtherValuesAreObstacles() {
        assertThat(obstacle(now(ID, column(3, "remark", 1043, 44)))).isPresent();
        assertThat(obstacle(now(ID, column(5, "note", 1043, 44)))).isPresent();
        assertThat(obstacle(now(ID, column(2, "hidden", 25, -1), NOTE))).isPresent();
    }

    @Test
    void aLabelThatIsRenamedIsAnObstacleAndANewOneIsNot() {
        assertThat(obstacle(labelled("50 sad", "51 ok", "52 glad"))).isEmpty();
        assertThat(obstacle(labelled("50 sad"))).isEmpty();
        assertThat(obstacle(labelled("50 blue", "51 ok"))).isPresent();
    }

    /** Type and modifier then and now; {@code numeric(p,s)} has {@code (p << 16 | s) + 4}. */
    @ParameterizedTest
    @CsvSource({
        "1043, 44, 1043, 94, true",
        "1043, 44, 1043, -1, true",
        "1043, 44, 25, -1, true",
        "25, -1, 1043, -1, true",
        "1043, 44, 1043, 24, false",
        "1043, -1, 1043, 24, false",
        "1700, 655366, 1700, 786438, true",
        "1700, 786438, 1700, 655366, false",
        "1700, 655366, 1700, 655368, false",
        "1700, 655366, 1700, -1, false",
        "1700, 655366, 1700, 2621446, false",
        "1184, 3, 1184, 6, true",
        "1184, 6, 1184, 3, false",
        "1114, 3, 1184, 3, false",
        "23, -1, 20, -1, false",
        "700, -1, 701, -1, false",
        "23, -1, 26, -1, false",
        "1042, 14, 1042, 24, false",
    })
    void onlyTypesThatLeaveValueAndTextAloneAreFollowed(long then, int thenMod, long now, int nowMod, boolean exact) {
        TableShape before = THEN.withColumns(List.of(ID, column(3, "note", then, thenMod)));
        TableShape after = now(ID, column(3, "note", now, nowMod));
        assertThat(ShapeChange.obstacle(before, after, column -> true).isEmpty())
                .isEqualTo(exact);
    }

    private static Optional<String> obstacle(TableShape now) {
        return ShapeChange.obstacle(THEN, now, column -> true);
    }

    private static TableShape now(ColumnContext... columns) {
        return new TableShape(List.of(columns), 5, FILES, LABELS, List.of(), "");
    }

    private static TableShape rewritten(ColumnContext... columns) {
        return new TableShape(List.of(columns), 5, List.of("7 7", "8 91"), LABELS, List.of(), "");
    }

    private static TableShape labelled(String... labels) {
        return new TableShape(THEN.columns(), 4, FILES, new ArrayList<>(List.of(labels)), List.of(), "");
    }

    private static ColumnContext column(int number, String name, long type, int typmod) {
        return new ColumnContext(number, name, type, typmod, "t" + type, Optional.empty(), 700);
    }
}
