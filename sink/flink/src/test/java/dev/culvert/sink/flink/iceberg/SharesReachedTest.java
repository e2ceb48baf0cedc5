package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

class SharesReachedTest {
    private static final Place TRANSACTIONS = new Place("shop.transactions", 0);
    private static final Place A = new Place("shop.public.a", 0);
    private static final Place B = new Place("shop.public.b", 1);

    private final SharesReached shares = new SharesReached(TRANSACTIONS);

    @Test
    void aTableIsAsFarAsItsWriterAndTransactionsAsFarAsTheLast() {
        shares.add(reached(0, Map.of(A, 10L, TRANSACTIONS, 5L), commit(4), Map.of("public.a", 1L)));
        SharesReached.Step one = shares.take().orElseThrow();
        assertThat(one.reached()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 10L));
        assertThat(one.last()).isEmpty();
        assertThat(one.committed()).isEqualTo(Map.of("public.a", 1L));

        shares.add(reached(1, Map.of(B, 7L, TRANSACTIONS, 3L), commit(2), Map.of()));
        SharesReached.Step both = shares.take().orElseThrow();
        assertThat(both.reached()).containsExactlyInAnyOrderEntriesOf(Map.of(B, 7L, TRANSACTIONS, 3L));
        assertThat(both.last()).contains(commit(2).orElseThrow());

        shares.add(reached(1, Map.of(TRANSACTIONS, 9L), commit(8), Map.of()));
        SharesReached.Step first = shares.take().orElseThrow();
        assertThat(first.reached()).isEqualTo(Map.of(TRANSACTIONS, 5L));
        assertThat(first.last()).contains(commit(4).orElseThrow());
        assertThat(shares.take()).isEmpty();
    }

    @Test
    void aWriterWithoutAWordHoldsTheTransactionsBack() {
        shares.add(reached(1, Map.of(TRANSACTIONS, 9L), commit(8), Map.of()));
        assertThat(shares.take()).isEmpty();
    }

    @Test
    void itsFormKeepsAll() {
        for (ShareReached each : new ShareReached[] {
            reached(1, Map.of(B, 7L, TRANSACTIONS, 3L), commit(2), Map.of("public.b", 4L)),
            reached(0, Map.of(), Optional.empty(), Map.of())
        }) {
            assertThat(ShareReached.read(each.json())).isEqualTo(each);
        }
    }

    @Test
    void eachTableHasOneWriterAndEachWriterSome() {
        int[] tables = new int[4];
        for (int i = 0; i < 400; i++) {
            TableIdentifier table = TableIdentifier.of("public", "orders_" + i);
            int owners = 0;
            for (int share = 0; share < 4; share++) {
                if (new LakeShare(share, 4).has(table)) {
                    tables[share]++;
                    owners++;
                }
            }
            assertThat(owners).isEqualTo(1);
        }
        assertThat(Arrays.stream(tables)).allMatch(count -> count > 70 && count < 130);
    }

    private static ShareReached reached(
            int share, Map<Place, Long> reached, Optional<PipelineElement.Commit> last, Map<String, Long> committed) {
        return new ShareReached(
                new LakeShare(share, 2),
                reached,
                last,
                committed,
                committed.isEmpty() ? Map.of() : Map.of(new TableId("public", "b"), "{}"));
    }

    private static Optional<PipelineElement.Commit> commit(long offset) {
        return Optional.of(new PipelineElement.Commit(TRANSACTIONS, offset, offset * 10, offset * 100, offset * 1_000));
    }
}
