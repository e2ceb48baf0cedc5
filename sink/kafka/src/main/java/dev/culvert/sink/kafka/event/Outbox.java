package dev.culvert.sink.kafka.event;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.OutboxDefinition;

/**
 * A table whose rows are events.
 *
 * @param table which
 * @param definition how
 */
public record Outbox(TableId table, OutboxDefinition definition) {}
