package dev.culvert.benchmarks.topic;

import dev.culvert.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Notes, every few milliseconds, up to which offsets a {@code read_committed} consumer could read a topic. When the
 * audit has said where the last change lies, {@link #readableAt} tells when it could be read: no consumer has to decode
 * a million records on the two cores that the measured system works on. Not safe for several threads.
 */
public final class OffsetWatch {
    /** How far off {@link #readableAt} and {@link #firstRecordAt} can be. */
    public static final Duration RESOLUTION = Duration.ofMillis(25);

    private record Sample(long nanos, Map<Integer, Long> ends) {}

    private final Admin admin;
    private final String topic;
    private final Runnable onFirstRecord;
    private final List<Sample> samples = new ArrayList<>();
    private List<TopicPartition> partitions = List.of();
    private long firstRecordAt;

    /** {@code onFirstRecord} is called when a record is first seen in the log. */
    public OffsetWatch(Admin admin, String topic, Runnable onFirstRecord) {
        this.admin = admin;
        this.topic = topic;
        this.onFirstRecord = onFirstRecord;
    }

    /**
     * Returns when the topic holds {@code atLeast} readable offsets and has not grown for {@code quiet}; fails when
     * {@code alive} no longer holds, or nothing was added for {@code stall}.
     */
    public void await(long atLeast, Duration quiet, Duration stall, BooleanSupplier alive) {
        long lastGrowth = System.nanoTime();
        long before = 0;
        while (true) {
            long now = sample();
            if (now > before) {
                before = now;
                lastGrowth = System.nanoTime();
            }
            Duration still = Duration.ofNanos(System.nanoTime() - lastGrowth);
            if (now >= atLeast && still.compareTo(quiet) > 0) {
                return;
            }
            if (!alive.getAsBoolean() || still.compareTo(stall) > 0) {
                throw new BenchmarkException("after " + before + " of at least " + atLeast + " records of " + topic
                        + ", nothing for " + still);
            }
            LockSupport.parkNanos(RESOLUTION.toNanos());
        }
    }

    /** When a record was first in the log, committed or not; {@link System#nanoTime}. */
    public long firstRecordAt() {
        return firstRecordAt;
    }

    /** When each partition could first be read up to its given offset, inclusive; {@link System#nanoTime}. */
    public long readableAt(Map<Integer, Long> lastOffsets) {
        return samples.stream()
                .filter(sample -> lastOffsets.entrySet().stream()
                        .allMatch(last -> sample.ends.getOrDefault(last.getKey(), 0L) > last.getValue()))
                .mapToLong(Sample::nanos)
                .findFirst()
                .orElseThrow(() -> new BenchmarkException("the last change of " + topic + " was never readable"));
    }

    private long sample() {
        if (partitions.isEmpty()) {
            partitions = find();
            if (partitions.isEmpty()) {
                return 0;
            }
        }
        if (firstRecordAt == 0 && total(ends(IsolationLevel.READ_UNCOMMITTED)) > 0) {
            firstRecordAt = System.nanoTime();
            onFirstRecord.run();
        }
        Map<Integer, Long> ends = ends(IsolationLevel.READ_COMMITTED);
        samples.add(new Sample(System.nanoTime(), ends));
        return total(ends);
    }

    private static long total(Map<Integer, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<TopicPartition> find() {
        try {
            if (!admin.listTopics().names().get().contains(topic)) {
                return List.of();
            }
            TopicDescription description =
                    admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic);
            return description.partitions().stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
        } catch (ExecutionException e) {
            throw new BenchmarkException("topic " + topic + " cannot be looked up", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Map<Integer, Long> ends(IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        try {
            Map<TopicPartition, ListOffsetsResultInfo> answer = admin.listOffsets(latest, new ListOffsetsOptions(level))
                    .all()
                    .get();
            Map<Integer, Long> ends = new HashMap<>();
            answer.forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new BenchmarkException("the offsets of " + topic + " cannot be read", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private BenchmarkException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BenchmarkException("interrupted while " + topic + " was watched", e);
    }
}
