package dev.culvert.sink.flink.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.source.PipelineElement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WholeTransactionsTest {
    /** Flink starts a job over after any error that is not named, for ever. */
    @Test
    void whatNobodyExpectedHasAName() {
        WholeTransactions transactions =
                new WholeTransactions(new Broken(), null, null, null, null, null, Optional.empty());

        assertThatThrownBy(() -> transactions.take(PipelineElement.at(Optional.empty(), Map.of(new Place("t", 0), 1L))))
                .hasMessageContaining("CV-INTERNAL")
                .hasMessageContaining("IllegalStateException")
                .hasRootCauseMessage("a defect");
    }

    private static final class Broken implements WholeTransactions.Tables {
        private static IllegalStateException defect() {
            return new IllegalStateException("a defect");
        }

        @Override
        public boolean has(Place place, long offset) {
            throw defect();
        }

        @Override
        public boolean takes(PipelineElement.Source source) {
            throw defect();
        }

        @Override
        public void in(TableId table, Place place, long offset) {
            throw defect();
        }

        @Override
        public void apply(TableId table, Change change, int size) {
            throw defect();
        }

        @Override
        public void move(TableId table, Change from, Change to, int size) {
            throw defect();
        }

        @Override
        public void flush() {
            throw defect();
        }

        @Override
        public void makeRoom() {
            throw defect();
        }

        @Override
        public void commit(Map<Place, Long> reached, Optional<PipelineElement.Commit> last) {
            throw defect();
        }
    }
}
