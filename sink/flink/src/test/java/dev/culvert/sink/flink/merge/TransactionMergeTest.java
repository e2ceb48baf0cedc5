package dev.culvert.sink.flink.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.sink.flink.record.Announcement;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Change.Kind;
import dev.culvert.sink.flink.record.Columns;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionMergeTest {
    private static final Place A0 = new Place("a", 0);
    private static final Place A1 = new Place("a", 1);
    private static final Place B0 = new Place("b", 0);

    private final TransactionMerge merge = new TransactionMerge();
    private final List<String> out = new ArrayList<>();
    private long offset;

    TransactionMergeTest() {
        merge.add(A0, false);
        merge.add(A1, false);
        merge.add(B0, false);
    }

    private void arrive(Place place, Kind kind, long transaction, long ordinal, int generation) {
        Change change = new Change(
                new Change.Place(kind, transaction, ordinal, generation),
                new Change.Origin(0, 0),
                Optional.empty(),
                new Columns(List.of()),
                new String[0],
                new BitSet());
        merge.arrived(new Arrival(place, offset++, null, new byte[1], change));
    }

    private void announce(long transaction, Announcement.Part... parts) {
        merge.announced(new Announcement(transaction, 100 * transaction, 0, List.of(parts)), offset++);
    }

    private static Announcement.Part part(Place place, long records) {
        return new Announcement.Part(place.topic(), place.partition(), records);
    }

    private List<String> advanced() {
        out.clear();
        merge.advance(1_000, new Order() {
            @Override
            public void change(Arrival arrival, boolean whole) {
                Change.Place place = arrival.change().place();
                out.add(arrival.from() + " " + place.kind() + " " + place.transaction() + "." + place.ordinal()
                        + (whole ? " whole" : ""));
            }

            @Override
            public void committed(Announcement transaction, long at) {
                out.add("commit " + transaction.transaction());
            }
        });
        return out;
    }

    @Test
    void aTransactionComesWholeAndInTheOrderOfItsChanges() {
        announce(1, part(A0, 2), part(B0, 1));
        arrive(A0, Kind.CREATE, 1, 1, 0);
        arrive(A0, Kind.UPSERT, 1, 3, 0);
        assertThat(advanced()).isEmpty();

        arrive(B0, Kind.CREATE, 1, 2, 0);

        assertThat(advanced()).containsExactly("a-0 CREATE 1.1", "b-0 CREATE 1.2", "a-0 UPSERT 1.3", "commit 1");
    }

    @Test
    void whatIsNotAnnouncedWaits() {
        arrive(A0, Kind.CREATE, 1, 1, 0);

        assertThat(advanced()).isEmpty();
        assertThat(merge.isIdle()).isFalse();
    }

    @Test
    void aLaterTransactionWaitsForTheOneBefore() {
        announce(1, part(A0, 1));
        announce(2, part(B0, 1));
        arrive(B0, Kind.CREATE, 2, 1, 0);
        assertThat(advanced()).isEmpty();

        arrive(A0, Kind.CREATE, 1, 1, 0);

        assertThat(advanced()).containsExactly("a-0 CREATE 1.1", "commit 1", "b-0 CREATE 2.1", "commit 2");
    }

    @Test
    void aChangeOfKeyIsADeleteAndThenACreate() {
        announce(1, part(A0, 1), part(A1, 1));
        arrive(A0, Kind.CREATE, 1, 7, 0);
        arrive(A1, Kind.DELETE, 1, 7, 0);

        assertThat(advanced()).containsExactly("a-1 DELETE 1.7", "a-0 CREATE 1.7", "commit 1");
    }

    @Test
    void theTruncateOfACopyWaitsForOlderChangesOfOtherPartitions() {
        arrive(A0, Kind.TRUNCATE, 0, 0, 2);
        arrive(A0, Kind.UPSERT, 0, 0, 2);
        arrive(A1, Kind.CREATE, 5, 1, 0);
        assertThat(advanced()).isEmpty();

        announce(5, part(A1, 1));
        assertThat(advanced()).containsExactly("a-1 CREATE 5.1", "commit 5");

        arrive(A1, Kind.TRUNCATE, 0, 0, 2);
        assertThat(advanced()).containsExactly("a-0 TRUNCATE 0.0", "a-1 TRUNCATE 0.0 whole", "a-0 UPSERT 0.0 whole");
    }

    @Test
    void aTransactionThatWasNeverFinishedIsDroppedWhereACopyFollows() {
        arrive(A0, Kind.CREATE, 5, 1, 0);
        arrive(A0, Kind.TRUNCATE, 0, 0, 2);
        arrive(A1, Kind.TRUNCATE, 0, 0, 2);
        announce(6, part(A0, 1));
        arrive(A0, Kind.CREATE, 6, 1, 0);

        assertThat(advanced())
                .containsExactly("a-0 TRUNCATE 0.0", "a-1 TRUNCATE 0.0 whole", "a-0 CREATE 6.1", "commit 6");
    }

    @Test
    void whatWasNeverFinishedIsDroppedWheneverItArrives() {
        announce(1, part(A0, 1));
        arrive(A0, Kind.CREATE, 1, 1, 0);
        announce(3, part(B0, 1)); // 2 was given up
        arrive(B0, Kind.CREATE, 3, 1, 0);
        assertThat(advanced()).containsExactly("a-0 CREATE 1.1", "commit 1", "b-0 CREATE 3.1", "commit 3");

        arrive(A1, Kind.CREATE, 2, 1, 0);
        announce(4, part(B0, 1));
        assertThat(advanced()).isEmpty();
        arrive(A0, Kind.CREATE, 2, 2, 0);
        arrive(A0, Kind.TRUNCATE, 0, 0, 2);
        arrive(A1, Kind.TRUNCATE, 0, 0, 2);
        arrive(B0, Kind.CREATE, 4, 1, 0);

        assertThat(advanced())
                .containsExactly("a-0 TRUNCATE 0.0", "a-1 TRUNCATE 0.0 whole", "b-0 CREATE 4.1", "commit 4");
    }

    @Test
    void moreThanWasAnnouncedIsAGap() {
        announce(1, part(A0, 1));
        announce(2, part(A0, 1));
        arrive(A0, Kind.CREATE, 1, 1, 0);
        arrive(A0, Kind.CREATE, 1, 2, 0);
        arrive(A0, Kind.CREATE, 2, 1, 0);

        assertThatThrownBy(this::advanced).isInstanceOf(TransactionMerge.GapException.class);
    }

    @Test
    void recordsThatNobodyAnnouncedAreAGapWhereNoCopyFollows() {
        arrive(A0, Kind.CREATE, 5, 1, 0);
        announce(6, part(A0, 1));
        arrive(A0, Kind.CREATE, 6, 1, 0);

        assertThatThrownBy(this::advanced).isInstanceOf(TransactionMerge.GapException.class);
    }

    @Test
    void aPartitionThatBeginsLateIsAGapUntilACopyFollows() {
        Place late = new Place("c", 0);
        merge.add(late, true);
        arrive(late, Kind.TRUNCATE, 0, 0, 3);
        arrive(late, Kind.UPSERT, 0, 0, 3);
        assertThat(advanced()).containsExactly("c-0 TRUNCATE 0.0 whole", "c-0 UPSERT 0.0 whole");

        Place gone = new Place("d", 0);
        merge.add(gone, true);
        arrive(gone, Kind.UPSERT, 0, 0, 3);
        assertThatThrownBy(this::advanced).isInstanceOf(TransactionMerge.GapException.class);
    }

    @Test
    void announcedRecordsThatAreNotThereAreAGap() {
        announce(1, part(A0, 1));
        arrive(A0, Kind.CREATE, 2, 1, 0);

        assertThatThrownBy(this::advanced).isInstanceOf(TransactionMerge.GapException.class);
    }

    @Test
    void aRecordThatCannotBeReadIsMissedWhereOneIsAwaited() {
        announce(1, part(A0, 1));
        arrive(A0, Kind.CREATE, 1, 1, 0);
        merge.unreadable(A0);
        assertThat(merge.lacking()).as("it waits for nothing").isEmpty();
        assertThat(advanced()).containsExactly("a-0 CREATE 1.1", "commit 1");
        assertThat(merge.lacking()).as("nothing is announced").isEmpty();

        announce(2, part(A0, 1));
        assertThat(advanced()).isEmpty();
        assertThat(merge.lacking()).contains(A0);

        arrive(A0, Kind.CREATE, 2, 1, 0);
        assertThat(merge.lacking()).isEmpty();
        assertThat(advanced()).containsExactly("a-0 CREATE 2.1", "commit 2");
    }

    @Test
    void aTruncateOfACopyThatCannotBeReadIsMissedAtItsRows() {
        arrive(A0, Kind.TRUNCATE, 0, 0, 2);
        merge.unreadable(A1);
        assertThat(merge.lacking()).contains(A1);
        assertThat(advanced()).as("it may be the last that was read so far").isEmpty();
        arrive(A1, Kind.UPSERT, 0, 0, 1);
        assertThat(merge.lacking()).isEmpty();
        assertThat(advanced()).as("of an older copy").containsExactly("a-1 UPSERT 0.0 whole");
        arrive(A1, Kind.UPSERT, 0, 0, 2);
        assertThatThrownBy(this::advanced).hasMessageContaining("the truncate of a copy");
    }

    @Test
    void aTruncateOfACopyThatCannotBeReadIsMissedAtALaterTransaction() {
        arrive(A0, Kind.TRUNCATE, 0, 0, 2);
        arrive(A0, Kind.CREATE, 6, 1, 0);
        merge.unreadable(A1);
        arrive(A1, Kind.CREATE, 5, 1, 0);
        arrive(A1, Kind.CREATE, 6, 2, 0);
        announce(5, part(A1, 1));
        assertThat(advanced()).as("it may be before the copy").containsExactly("a-1 CREATE 5.1", "commit 5");
        assertThat(merge.lacking()).isEmpty();
        announce(6, part(A0, 1), part(A1, 1));
        assertThatThrownBy(this::advanced).hasMessageContaining("the truncate of a copy");
    }

    @Test
    void aTruncateOfACopyThatComesAfterWhatCannotBeReadIsNotMissed() {
        merge.unreadable(A1);
        arrive(A0, Kind.TRUNCATE, 0, 0, 2);
        assertThat(advanced()).isEmpty();
        assertThat(merge.lacking()).contains(A1);
        arrive(A1, Kind.TRUNCATE, 0, 0, 2);
        arrive(A1, Kind.UPSERT, 0, 0, 2);
        assertThat(merge.lacking()).isEmpty();
        assertThat(advanced()).containsExactly("a-0 TRUNCATE 0.0", "a-1 TRUNCATE 0.0 whole", "a-1 UPSERT 0.0 whole");
    }

    @Test
    void aTopicThatIsNotKnownHoldsItsTransactionUntilItIs() {
        announce(1, part(A0, 1), part(new Place("events", 0), 4));
        arrive(A0, Kind.CREATE, 1, 1, 0);
        assertThat(advanced()).isEmpty();
        assertThat(merge.missingTopics()).containsExactly("events");

        merge.ignore("events");

        assertThat(advanced()).containsExactly("a-0 CREATE 1.1", "commit 1");
    }
}
