package dev.culvert.runtime.adopt;

import dev.culvert.schemas.change.TableId;

/**
 * Names of a connector's topics.
 *
 * @param template with {@code {schema}} and {@code {table}}
 */
record ConnectorTopics(String template) {

    /** As Debezium's default strategy names it: what Kafka does not take becomes an underscore. */
    String of(TableId table) {
        return template.replace("{schema}", table.schema())
                .replace("{table}", table.name())
                .replaceAll("[^a-zA-Z0-9._-]", "_");
    }
}
