package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Required;
import java.util.List;

/** Where changes come from. */
@Doc("The database, the objects that Culvert uses in it, and the tables.")
public record SourceDefinition(
        @Required @Doc("The server and the database.") PostgresDefinition postgres,
        @Default("native") @Doc("Who reads the replication stream.") Engine engine,
        @Default("{}") @Doc("The replication slot.") SlotDefinition slot,
        @Default("{}") @Doc("The publication.") PublicationDefinition publication,
        @Required @Doc("Which tables are captured. For each table the first entry that matches is its rule.")
                List<TableRule> tables,
        @Doc("Messages that are events; for each the first entry that matches is its rule.")
                List<MessageRule> messages) {

    /** Who reads the replication stream. */
    public enum Engine {
        @Doc("Debezium's embedded engine.")
        DEBEZIUM,
        @Doc("Culvert's own decoder of the stream.")
        NATIVE
    }

    public SourceDefinition {
        tables = List.copyOf(tables);
        messages = List.copyOf(messages);
    }

    /** Without messages. */
    public SourceDefinition(
            PostgresDefinition postgres,
            Engine engine,
            SlotDefinition slot,
            PublicationDefinition publication,
            List<TableRule> tables) {
        this(postgres, engine, slot, publication, tables, List.of());
    }
}
