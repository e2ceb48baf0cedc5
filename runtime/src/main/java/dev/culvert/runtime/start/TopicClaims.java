package dev.culvert.runtime.start;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which pipeline of this process writes to which topic, of whichever cluster. Thread-safe. */
public final class TopicClaims {
    /** By cluster and topic. */
    private final Map<String, String> owners = new HashMap<>();

    /**
     * Claims all of them for a pipeline, for as long as the process lives; or none, if another one has one of them.
     *
     * @param clusterId Kafka's own, whatever its addresses are
     * @param changed what was done before this
     * @throws CulvertException {@link ErrorCode#PIPELINES_COLLIDE}
     */
    public synchronized void claim(String pipeline, String clusterId, Collection<String> topics, Changed changed) {
        for (String topic : topics) {
            String owner = owners.getOrDefault(clusterId + "/" + topic, pipeline);
            if (!owner.equals(pipeline)) {
                throw new CulvertException(
                        ErrorCode.PIPELINES_COLLIDE,
                        "topic " + topic,
                        "Pipeline " + owner + " of this process writes to it, and pipeline " + pipeline + " would too.",
                        changed,
                        "Give it another name in one of them: kafka.topic, or topic of its table.");
            }
        }
        topics.forEach(topic -> owners.put(clusterId + "/" + topic, pipeline));
    }
}
