package dev.culvert.testkit.topic;

import static dev.culvert.testkit.topic.Changes.create;
import static dev.culvert.testkit.topic.Changes.delete;
import static dev.culvert.testkit.topic.Changes.key;
import static dev.culvert.testkit.topic.Changes.read;
import static dev.culvert.testkit.topic.Changes.row;
import static dev.culvert.testkit.topic.Changes.tombstone;
import static dev.culvert.testkit.topic.Changes.truncate;
import static dev.culvert.testkit.topic.Changes.update;
import static dev.culvert.testkit.topic.Changes.withoutKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableImageTest {
    private final TableImage image = new TableImage();

    @Test
    void rebuildsRowsAndKeepsUnchangedColumns() {
        image.apply(read(0, 1, row(1, "x", "big")));
        image.apply(create(1, 1, 1, row(2, "x", "y")));
        image.apply(update(0, 2, 1, row(1, "z", "NULL"), "b"));
        image.apply(delete(1, 3, 1, 2));
        image.apply(tombstone(2));
        assertThat(image.rowsByKey()).isEqualTo(Map.of(key(1), row(1, "z", "big")));
        assertThat(image.problems()).isEmpty();
    }

    @Test
    void nullThatIsNotUnchangedIsNull() {
        image.apply(create(0, 1, 1, row(1, "x", "big")));
        image.apply(update(0, 2, 1, row(1, "z", "NULL")));
        assertThat(image.rowsByKey()).isEqualTo(Map.of(key(1), row(1, "z", "NULL")));
    }

    @Test
    void truncateClearsItsPartitionOnly() {
        image.apply(create(0, 1, 1, row(1, "x", "y")));
        image.apply(create(1, 1, 2, row(2, "x", "y")));
        image.apply(truncate(0, 2, 1));
        assertThat(image.rowsByKey()).containsOnlyKeys(key(2));
    }

    @Test
    void rowsWithoutAKeyAreCounted() {
        for (int i = 1; i <= 3; i++) {
            image.apply(withoutKey(create(0, 1, i, row(1, "x", "y"))));
        }
        image.apply(Changes.change(
                0, 2, 1, Operation.DELETE, Optional.empty(), Optional.of(row(1, "x", "y")), Optional.empty()));
        assertThat(image.rowsWithoutKey()).containsExactly(row(1, "x", "y"), row(1, "x", "y"));
        assertThat(image.problems()).isEmpty();
    }

    /** A partition that is read later does not end what another one has since. */
    @Test
    void truncateEndsRowsWithoutAKeyInItsPartitionOnly() {
        image.apply(withoutKey(create(0, 1, 1, row(1, "x", "y"))));
        image.apply(truncate(0, 2, 1));
        image.apply(withoutKey(create(0, 3, 1, row(2, "x", "y"))));
        image.apply(truncate(1, 2, 1));
        assertThat(image.rowsWithoutKey()).containsExactly(row(2, "x", "y"));
    }

    @Test
    void aChangedKeyCarriesUnchangedColumnsOverWhicheverPartitionIsReadFirst() {
        Change created = create(1, 2, 1, row(2, "x", "NULL"));
        Change carrying = new Change(
                created.place(),
                created.key(),
                created.operation(),
                created.before(),
                created.after(),
                Set.of("b"),
                created.origin(),
                0);
        image.apply(carrying);
        image.apply(update(1, 3, 1, row(2, "z", "NULL"), "b"));
        image.apply(create(0, 1, 1, row(1, "x", "big")));
        image.apply(delete(0, 2, 1, 1));
        assertThat(image.rowsByKey()).isEqualTo(Map.of(key(2), row(2, "z", "big")));
        assertThat(image.problems()).isEmpty();
    }

    @Test
    void seesWhatCannotBe() {
        image.apply(create(0, 1, 1, row(1, "x", "y")));
        image.apply(create(0, 2, 1, row(1, "x", "y")));
        image.apply(update(0, 3, 1, row(2, "x", "y")));
        image.apply(delete(0, 4, 1, 3));
        image.apply(create(1, 5, 1, row(3, "x", "y")));
        image.apply(update(1, 6, 1, row(4, "x", "NULL"), "b"));
        image.apply(tombstone(1));
        image.apply(Changes.change(
                0, 7, 1, Operation.CREATE, Optional.of(key(9)), Optional.empty(), Optional.of(row(8, "x", "y"))));
        assertThat(image.problems())
                .satisfiesExactly(
                        // first what no snapshot could mend
                        problem -> assertThat(problem).contains("in partition 0 and at t-1@0"),
                        problem -> assertThat(problem).startsWith("tombstone"),
                        problem -> assertThat(problem).contains("but row"),
                        problem -> assertThat(problem).startsWith("CREATE of a row that is there"),
                        problem -> assertThat(problem).startsWith("UPDATE of a row that is not there"),
                        problem -> assertThat(problem).startsWith("DELETE of a row that is not there"),
                        problem -> assertThat(problem).startsWith("UPDATE of a row that is not there"),
                        problem -> assertThat(problem).startsWith("unchanged [b] without an earlier value"));
    }

    @Test
    void aRepeatedSnapshotMendsWhatWasDoubtedInItsPartition() {
        image.apply(read(0, 1, row(1, "x", "y")));
        image.apply(update(0, 1, 1, row(2, "x", "NULL"), "b"));
        image.apply(update(1, 1, 2, row(3, "x", "y")));
        image.apply(read(0, 2, row(1, "x", "y")));
        image.apply(read(0, 2, row(2, "x", "big")));
        assertThat(image.problems())
                .singleElement()
                .asString()
                .startsWith("UPDATE of a row that is not there")
                .contains("t-1@");
        assertThat(image.rowsByKey()).containsEntry(key(2), row(2, "x", "big"));
    }

    @Test
    void whatFollowsARepeatedSnapshotIsDoubtedAgain() {
        image.apply(read(0, 1, row(1, "x", "y")));
        image.apply(read(0, 2, row(1, "x", "y")));
        image.apply(create(0, 1, 1, row(1, "x", "y")));
        assertThat(image.problems()).singleElement().asString().startsWith("CREATE of a row that is there");
    }
}
