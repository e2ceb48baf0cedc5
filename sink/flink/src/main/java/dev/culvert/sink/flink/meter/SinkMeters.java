package dev.culvert.sink.flink.meter;

import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one sink has done since its process began, in whichever of Flink's tasks. Thread-safe. */
public final class SinkMeters {
    /** Flink makes its tasks of what is serialized: they find the meters by the sink's name. */
    private static final Map<String, SinkMeters> OF_PROCESS = new ConcurrentHashMap<>();

    private final Map<TableId, LongAdder> changes = new ConcurrentHashMap<>();
    private final Map<TableId, LongAdder> letters = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder starts = new LongAdder();
    private volatile Optional<Long> committedAt = Optional.empty();

    private SinkMeters() {}

    /**
     * @param changes that were taken, by the table of the source; after a restart some are taken again
     * @param letters dead letters that were sent, by the table of the source
     * @param bytes of their records
     * @param commits to the store
     * @param starts of its writer: every one but the first is after an error that may pass
     * @param sinceCommit how long ago the last commit was; empty before the first
     */
    public record Figures(
            Map<TableId, Long> changes,
            Map<TableId, Long> letters,
            long bytes,
            long commits,
            long starts,
            Optional<Duration> sinceCommit) {
        /** Of all tables. */
        public long allChanges() {
            return sum(changes);
        }

        /** Of all tables. */
        public long allLetters() {
            return sum(letters);
        }

        private static long sum(Map<TableId, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Those of a sink of this process. */
    public static SinkMeters of(String pipeline, String sink) {
        return OF_PROCESS.computeIfAbsent(pipeline + "/" + sink, name -> new SinkMeters());
    }

    void started() {
        starts.increment();
    }

    void taken(TableId table, int size) {
        changes.computeIfAbsent(table, each -> new LongAdder()).increment();
        bytes.add(size);
    }

    void letter(TableId table) {
        letters.computeIfAbsent(table, each -> new LongAdder()).increment();
    }

    void committed() {
        commits.increment();
        committedAt = Optional.of(System.nanoTime());
    }

    /** What it has done until now. */
    public Figures figures() {
        Map<TableId, Long> aside = counts(letters);
        changes.keySet().forEach(table -> aside.putIfAbsent(table, 0L));
        return new Figures(
                counts(changes),
                aside,
                bytes.sum(),
                commits.sum(),
                starts.sum(),
                committedAt.map(at -> Duration.ofNanos(System.nanoTime() - at)));
    }

    private static Map<TableId, Long> counts(Map<TableId, LongAdder> adders) {
        Map<TableId, Long> counts = new TreeMap<>(Comparator.comparing(TableId::toString));
        adders.forEach((table, count) -> counts.put(table, count.sum()));
        return counts;
    }
}
