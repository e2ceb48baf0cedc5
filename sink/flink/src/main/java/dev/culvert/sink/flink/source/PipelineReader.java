package dev.culvert.sink.flink.source;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.merge.Arrival;
import dev.culvert.sink.flink.merge.Order;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Announcement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Reads the partitions and hands out what the merge has ready. On the thread of its task. */
final class PipelineReader implements SourceReader<PipelineElement, PipelineSplit> {
    private static final int BATCH = 1_000;
    private static final long POSITIONS_EACH = Duration.ofSeconds(1).toNanos();

    private final PipelineTopics topics;
    private final PipelineSplit start;
    private final boolean untilNow;
    private final boolean setsAside;
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();
    /** Where the last thing ends that was whole, in each partition. */
    private final Map<Place, Long> boundary = new HashMap<>();
    /** What came out since then. */
    private final Map<Place, Long> open = new HashMap<>();

    private PartitionReader partitions;
    private long positionsAt;

    /** @param start where it begins, but for what its own run has read */
    PipelineReader(PipelineTopics topics, PipelineSplit start, boolean untilNow, boolean setsAside) {
        this.topics = topics;
        this.start = start;
        this.untilNow = untilNow;
        this.setsAside = setsAside;
    }

    @Override
    public void start() {
        // the split says where
    }

    @Override
    public void addSplits(List<PipelineSplit> splits) {
        splits.forEach(split -> boundary.putAll((split.run().equals(start.run()) ? split : start).positions()));
        assigned.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
        // there is one
    }

    @Override
    public InputStatus pollNext(ReaderOutput<PipelineElement> output) {
        try {
            return assigned.isDone() ? next(output) : InputStatus.NOTHING_AVAILABLE;
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private InputStatus next(ReaderOutput<PipelineElement> output) {
        if (partitions == null) {
            Restarts.named(() -> partitions = PartitionReader.open(topics, boundary, untilNow, setsAside));
        }
        if (partitions.advance(BATCH, new Handing(output))) {
            return InputStatus.MORE_AVAILABLE;
        }
        if (partitions.isAtEnd()) {
            if (setsAside) {
                tellPositions(output); // what cannot be read may be the last, and is passed by this alone
            }
            return InputStatus.END_OF_INPUT;
        }
        boolean came = came();
        partitions.unreadable().forEach(output::collect);
        if (!came && System.nanoTime() - positionsAt > POSITIONS_EACH) {
            positionsAt = System.nanoTime();
            tellPositions(output);
        }
        return InputStatus.MORE_AVAILABLE;
    }

    private boolean came() {
        boolean[] any = new boolean[1];
        Restarts.named(() -> any[0] = partitions.poll());
        return any[0];
    }

    /** Ends of transactions take offsets too; where nothing comes any more, they are passed here. */
    private void tellPositions(ReaderOutput<PipelineElement> output) {
        Map<Place, Long> positions = partitions.idlePositions();
        if (open.isEmpty()) {
            Map<Optional<TableId>, Map<Place, Long>> moved = new HashMap<>();
            positions.forEach((place, offset) -> {
                if (!offset.equals(boundary.put(place, offset))) {
                    moved.computeIfAbsent(partitions.tableOf(place), table -> new HashMap<>())
                            .put(place, offset);
                }
            });
            moved.forEach((table, places) -> output.collect(PipelineElement.at(table, places)));
        }
    }

    @Override
    public List<PipelineSplit> snapshotState(long checkpoint) {
        return assigned.isDone() ? List.of(new PipelineSplit(start.run(), boundary)) : List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return assigned;
    }

    @Override
    public void close() {
        if (partitions != null) {
            partitions.close();
        }
    }

    /** Brings what is ready into Flink's hands, and remembers how far it is whole. */
    private final class Handing implements Order {
        private final ReaderOutput<PipelineElement> output;

        Handing(ReaderOutput<PipelineElement> output) {
            this.output = output;
        }

        @Override
        public void change(Arrival arrival, boolean whole) {
            open.put(arrival.from(), arrival.offset() + 1);
            output.collect(PipelineElement.of(
                    new PipelineElement.Source(
                            partitions.table(arrival.from()),
                            arrival.from(),
                            arrival.offset(),
                            arrival.key(),
                            arrival.value()),
                    whole,
                    arrival.change()));
            if (whole) {
                end();
            }
        }

        @Override
        public void committed(Announcement transaction, long offset) {
            open.put(partitions.transactions(), offset + 1);
            output.collect(PipelineElement.of(new PipelineElement.Commit(
                    partitions.transactions(),
                    offset,
                    transaction.transaction(),
                    transaction.commitEndLsn(),
                    transaction.commitMicros())));
            end();
        }

        private void end() {
            boundary.putAll(open);
            open.clear();
        }
    }
}
