package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import java.util.Optional;

/** How records look. */
@Doc("How records look.")
public record FormatDefinition(
        @Default("debezium") @Doc("What is around a row.") Envelope envelope,
        @Default("avro") @Doc("How keys and values are encoded.") Value value,
        @Doc("The schema registry; needed for `avro`.") Optional<RegistryDefinition> registry) {

    public enum Envelope {
        @Doc("Debezium's: `before`, `after`, `source`, `op`, `ts_ms`, `transaction`.")
        DEBEZIUM,
        @Doc("The row alone.")
        FLAT
    }

    public enum Value {
        @Doc("Avro in the wire format of Confluent's registry.")
        AVRO,
        @Doc("JSON without a registry.")
        JSON
    }
}
