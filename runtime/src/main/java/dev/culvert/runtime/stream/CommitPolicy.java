package dev.culvert.runtime.stream;

import java.time.Duration;

/**
 * When a Kafka transaction is committed. At a boundary the first limit that is reached decides, or the stream being idle;
 * inside a PostgreSQL transaction only the part limits do, which keep one too large for a Kafka transaction from holding back
 * every reader.
 *
 * @param bytes of keys and values
 * @param records of all topics
 * @param shortestAge since the Kafka transaction's first record, where commits take little time; see {@link CommitPace}
 * @param age the same, however long commits take
 * @param partBytes like {@code bytes}, inside a PostgreSQL transaction
 * @param partRecords like {@code records}, inside a PostgreSQL transaction
 * @param partAge like {@code age}, inside a PostgreSQL transaction; well below the producer's {@code transaction.timeout.ms}
 * @param progress how often a boundary without records is written, at most
 */
public record CommitPolicy(
        long bytes,
        long records,
        Duration shortestAge,
        Duration age,
        long partBytes,
        long partRecords,
        Duration partAge,
        Duration progress) {

    private static final long MIB = 1L << 20;

    /** The limits of production. */
    public static CommitPolicy standard() {
        return new CommitPolicy(
                16 * MIB,
                100_000,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                256 * MIB,
                500_000,
                Duration.ofSeconds(20),
                Duration.ofSeconds(1));
    }
}
