package dev.culvert.sink.kafka.offset;

import java.util.Optional;

/** Keys of the records in an offset topic. A pipeline's name has no slash. */
final class OffsetKeys {
    private static final String CONTEXT = "/context/";

    private OffsetKeys() {}

    static String position(String pipeline) {
        return pipeline;
    }

    static String context(String pipeline, String id) {
        return pipeline + CONTEXT + id;
    }

    /** The id of the context whose key this is; empty if it is not one of the pipeline. */
    static Optional<String> contextId(String pipeline, String key) {
        String prefix = pipeline + CONTEXT;
        return key.startsWith(prefix) ? Optional.of(key.substring(prefix.length())) : Optional.empty();
    }
}
