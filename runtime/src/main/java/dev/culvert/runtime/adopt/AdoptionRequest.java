package dev.culvert.runtime.adopt;

import java.util.Optional;

/**
 * What is to be taken over.
 *
 * @param offsets where the connector's offset is
 * @param connector its name, if there are several; Debezium Server has one of its own choice
 * @param topics how its topics are named, with {@code {schema}} and {@code {table}}; empty for {@code <topic.prefix>.{schema}.{table}}
 * @param acceptRepeats go on although records that the connector wrote come once more
 */
public record AdoptionRequest(
        ConnectorOffsets offsets, Optional<String> connector, Optional<String> topics, boolean acceptRepeats) {}
