package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;
import java.util.List;

/** A table whose inserts are events, each a record of its own making in a topic of its choice. */
@Doc(
        "The table is an outbox: each INSERT is an event, in a topic that a column of it chooses, with its payload as it is. Deletes and"
                + " truncates of the table mean nothing. It is not copied by a snapshot.")
public record OutboxDefinition(
        @Required
                @Example("[order, customer]")
                @Doc(
                        "The values of `aggregatetype` that rows may have, each a topic that is made before the first event. A row with another one stops the pipeline, which goes on from it when the value is in the list.")
                List<String> aggregateTypes,
        @Matches(
                        value = ".*\\{aggregatetype\\}.*",
                        says = "a template with `{aggregatetype}`, so that each type has a topic of its own")
                @Default("\"{pipeline}.event.{aggregatetype}\"")
                @Doc(
                        "Template of the topics' names, with `{aggregatetype}` and, as in `kafka.topic`, `{pipeline}`, `{database}`, `{schema}` and `{table}`. What Kafka does not allow in a name is escaped.")
                String topic,
        @Default("{}") @Doc("The names of the columns.") Columns columns,
        @Example("[traceparent]") @Doc("More columns, each a header of its name.") List<String> headers,
        @Default("stop") @Doc("What is done about an UPDATE of the table.") OnUpdate onUpdate) {

    /** Debezium's names are the defaults. */
    @Doc("The columns of an event; by default those that Debezium's event router expects.")
    public record Columns(
            @Default("id") @Doc("What names the event: the header `id`.") String id,
            @Default("aggregatetype") @Doc("What chooses the topic.") String aggregatetype,
            @Default("aggregateid") @Doc("The key of the record: events of one key stay in their order.")
                    String aggregateid,
            @Default("type") @Doc("What happened: the header `type`.") String type,
            @Default("payload")
                    @Doc("The value of the record: the bytes of a `bytea`, and of every other type its text in UTF-8.")
                    String payload) {}

    public enum OnUpdate {
        @Doc("Stop by name: an event that was sent cannot be changed.")
        STOP,
        @Doc("Nothing: for tables in which somebody marks rows as sent.")
        IGNORE
    }

    public OutboxDefinition {
        aggregateTypes = List.copyOf(aggregateTypes);
        headers = List.copyOf(headers);
    }
}
