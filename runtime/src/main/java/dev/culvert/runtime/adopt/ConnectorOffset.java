package dev.culvert.runtime.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.schemas.change.Lsn;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a Connect worker, or Debezium Server, remembers of a Debezium connector for PostgreSQL.
 *
 * @param server the connector's {@code topic.prefix}
 * @param processed the newest LSN that it names: that of the last change or commit whose record was acknowledged by Kafka
 * @param snapshotting whether its first snapshot is not complete
 * @param incremental whether an incremental snapshot is not complete
 */
public record ConnectorOffset(String server, Lsn processed, boolean snapshotting, boolean incremental) {

    /**
     * From the key {@code ["connector", {"server": "prefix"}]} and the value {@code {"lsn": 1, "lsn_proc": 1, "lsn_commit": 1, ...}}.
     *
     * @param connector the only one that is looked for; empty for any
     * @return empty if it is another connector's, or not of PostgreSQL
     */
    static Optional<ConnectorOffset> of(JsonNode key, JsonNode value, Optional<String> connector) {
        JsonNode server = key.path(1).path("server");
        boolean wanted =
                connector.map(name -> name.equals(key.path(0).asText())).orElse(true);
        Optional<Lsn> processed = Stream.of("lsn_proc", "lsn_commit", "lsn")
                .map(value::path)
                .filter(JsonNode::isIntegralNumber)
                .map(lsn -> new Lsn(lsn.longValue()))
                .reduce(Lsn::max);
        if (!wanted || !server.isTextual() || processed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ConnectorOffset(
                server.textValue(),
                processed.get(),
                snapshotting(value),
                value.has("incremental_snapshot_collections")));
    }

    private static boolean snapshotting(JsonNode value) {
        JsonNode snapshot = value.path("snapshot");
        boolean within = snapshot.isTextual() || snapshot.asBoolean(false);
        return within
                && !value.path("snapshot_completed").asBoolean(false)
                && !value.path("last_snapshot_record").asBoolean(false);
    }
}
