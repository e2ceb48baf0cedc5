package dev.culvert.sink.kafka.client;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings of a producer that a definition may give, and Culvert's defaults. An allow-list: a setting that names a class,
 * a file or a provider, or that would weaken a guarantee ({@code acks}, {@code enable.idempotence}), is not in it.
 */
public final class ProducerSettings {
    private static final SortedSet<String> ALLOWED = new TreeSet<>(java.util.List.of(
            ProducerConfig.BATCH_SIZE_CONFIG,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
            ProducerConfig.COMPRESSION_LZ4_LEVEL_CONFIG,
            ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG,
            ProducerConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.LINGER_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.METADATA_MAX_AGE_CONFIG,
            ProducerConfig.RECEIVE_BUFFER_CONFIG,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
            ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
            ProducerConfig.SEND_BUFFER_CONFIG,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));

    /**
     * Time limits: a record that is not taken in 45 s is given up before the coordinator gives up the transaction after 60 s,
     * so that an outage of the brokers ends in an abort of our own and not in a fenced producer.
     */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, "262144"),
            Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864"),
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "45000"),
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, "5"),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000"),
            // over the 16 MB of our own topics: a record that compresses well may still fit, and the broker has the
            // last word
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "33554432"),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "15000"),
            Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000"));

    private ProducerSettings() {}

    /** Names of the settings that a definition may give. */
    public static SortedSet<String> allowed() {
        return java.util.Collections.unmodifiableSortedSet(ALLOWED);
    }

    /**
     * The defaults with what the definition gives over them.
     *
     * @throws CulvertException {@link ErrorCode#DEF_UNKNOWN_KEY} if a setting is not in the allow-list
     */
    static Map<String, String> with(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(DEFAULTS);
        for (Map.Entry<String, String> entry : new TreeMap<>(given).entrySet()) {
            if (!ALLOWED.contains(entry.getKey())) {
                throw new CulvertException(
                        ErrorCode.DEF_UNKNOWN_KEY,
                        "kafka.producer." + entry.getKey(),
                        "It is not among the client settings that may be given.",
                        Changed.NOTHING,
                        "Take it out. These may be given: " + String.join(", ", ALLOWED) + ".");
            }
            settings.put(entry.getKey(), entry.getValue());
        }
        return settings;
    }
}
