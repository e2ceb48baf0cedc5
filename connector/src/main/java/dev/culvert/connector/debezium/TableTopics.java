package dev.culvert.connector.debezium;

import io.debezium.relational.TableId;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.util.Properties;

/**
 * Names the "topic" of a record after its relation, so that the record tells where it belongs. Nothing is ever sent there.
 * Debezium makes it by its name.
 */
public final class TableTopics implements TopicNamingStrategy<TableId> {
    static final String TRANSACTIONS = "transactions";

    /** The constructor that Debezium looks for; there is nothing to configure. */
    public TableTopics(Properties properties) {}

    @Override
    public void configure(Properties properties) {
        // there is nothing to configure
    }

    @Override
    public String dataChangeTopic(TableId id) {
        return id.table();
    }

    @Override
    public String schemaChangeTopic() {
        return "schema-changes";
    }

    @Override
    public String heartbeatTopic() {
        return "heartbeats";
    }

    @Override
    public String transactionTopic() {
        return TRANSACTIONS;
    }

    @Override
    public String sanitizedTopicName(String name) {
        return name;
    }
}
