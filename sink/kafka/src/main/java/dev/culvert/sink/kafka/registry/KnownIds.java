package dev.culvert.sink.kafka.registry;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.WrittenSchema;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * The ids that a registry gave or confirmed, and what they stand for: a registry that went back to an older state hands them out
 * again. Thread-safe.
 */
final class KnownIds {
    /** A first start registers many schemas one after the other, and need not ask before each. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final String url;
    private final TreeMap<Integer, WrittenSchema> byId = new TreeMap<>();
    private long newestAt;

    /** @param url the registry's, for people */
    KnownIds(String url) {
        this.url = url;
    }

    /**
     * The registry says that it is so.
     *
     * @throws CulvertException {@link ErrorCode#REGISTRY_ID_CHANGED} if it said before that the id is another schema's
     */
    synchronized void confirmed(WrittenSchema schema, Schema text) {
        WrittenSchema known = byId.putIfAbsent(schema.id(), schema);
        if (known != null && !known.fingerprint().equals(schema.fingerprint())) {
            throw changed(known, Optional.of(text));
        }
        if (byId.lastKey() == schema.id()) {
            newestAt = System.nanoTime();
        }
    }

    /** The one with the highest id, which an older state of the registry lacks first; empty if it was confirmed just now. */
    synchronized Optional<WrittenSchema> newest() {
        return byId.isEmpty() || System.nanoTime() - newestAt < FRESH.toNanos()
                ? Optional.empty()
                : Optional.of(byId.lastEntry().getValue());
    }

    /** @param now what the id stands for */
    CulvertException changed(WrittenSchema written, Optional<Schema> now) {
        return new CulvertException(
                ErrorCode.REGISTRY_ID_CHANGED,
                "subject " + written.subject(),
                now.isEmpty()
                        ? "Records were written with schema id " + written.id() + ", which the registry " + url
                                + " does not have any more."
                        : "Records were written with schema id " + written.id()
                                + ", which stands for another schema in the registry " + url + " now ("
                                + now.get().getFullName() + ").",
                Changed.NOTHING,
                "Restore the registry's storage. If it is lost, no consumer can read the records that are there. Then let the table"
                        + " begin anew in its next topic: format.registry.onIncompatibleSchema: new-topic, and culvert run FILE"
                        + " --resnapshot TABLE. Or give the records up: kafka-delete-records.sh, and culvert run FILE"
                        + " --resnapshot TABLE (nothing more for the topic of the transactions).");
    }
}
