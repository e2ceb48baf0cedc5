package dev.culvert.connector.debezium;

import dev.culvert.schemas.change.Lsn;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Tells Debezium where to start, and only that. An offset with {@code lsn_proc} or {@code lsn_commit} would make it search the
 * stream for the event to resume at, and that search loses rows: a COPY gives all of its rows and perhaps a commit one LSN (I2,
 * I5). Without them it asks the server to start at {@code lsn}, where the server sends whole transactions.
 */
record StartPosition(Lsn start, Map<String, String> settings) implements SourceTaskContext, OffsetStorageReader {

    @Override
    public Map<String, String> configs() {
        return settings;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException("there is no Connect worker that could count");
    }

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
        return Map.of("lsn", start.value(), "txId", 0L, "ts_usec", 0L);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, offset(partition)));
        return offsets;
    }
}
