package dev.culvert.sink.kafka.offset;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.OffsetRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The newest record of each key of one pipeline that is not deleted, of the newest ownership. Records are told in their order. For one thread. */
final class NewestRecords {
    private final String pipeline;
    private final String object;
    private final Map<String, byte[]> newest = new TreeMap<>();
    private long ownership;

    /** @param object whose records they are, for errors */
    NewestRecords(String pipeline, String object) {
        this.pipeline = pipeline;
        this.object = object;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        long of = key.equals(OffsetKeys.position(pipeline))
                ? Ownership.read(record.headers()).orElse(ownership)
                : ownership;
        if (record.value() == null) {
            newest.remove(key);
        } else if (isOurs(key) && of >= ownership) {
            newest.put(key, record.value());
            ownership = of;
        }
    }

    private boolean isOurs(String key) {
        return key.equals(OffsetKeys.position(pipeline))
                || OffsetKeys.contextId(pipeline, key).isPresent();
    }

    Set<String> keys() {
        return newest.keySet();
    }

    /** The number of the newest ownership; 0 if there is none. */
    long ownership() {
        return ownership;
    }

    /** @throws CulvertException {@link ErrorCode#OFFSET_UNREADABLE} if it is not one */
    Optional<OffsetRecord> position() {
        return Optional.ofNullable(newest.get(OffsetKeys.position(pipeline))).map(this::decode);
    }

    private OffsetRecord decode(byte[] position) {
        try {
            return OffsetRecordJson.read(
                    position, id -> Optional.ofNullable(newest.get(OffsetKeys.context(pipeline, id))));
        } catch (OffsetRecordJson.Unreadable e) {
            throw new CulvertException(
                    ErrorCode.OFFSET_UNREADABLE,
                    object,
                    "The newest record is not a position: " + e.getMessage() + ".",
                    Changed.NOTHING,
                    "Run the version of Culvert that wrote it, or see who else writes to this topic; only Culvert's user may."
                            + " To copy every table anew: culvert run FILE --resnapshot '*.*'");
        }
    }
}
