package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.OneOf;
import dev.culvert.schemas.definition.annotation.Spelling;
import java.nio.file.Path;
import java.util.Optional;

/** A schema registry that speaks the Confluent REST API: either {@code url}, or {@code embedded}. */
@Doc("A schema registry that speaks the Confluent REST API.")
@OneOf({"url", "embedded"})
public record RegistryDefinition(
        @Matches(value = "https?://[^\\s?#@]+", says = "an http or https address without parameters")
                @Example("http://registry:8080/apis/ccompat/v7")
                @Doc("Its base address.")
                Optional<String> url,
        @Default("false") @Doc("`true`: a throw-away registry that Culvert starts, for a first try.") boolean embedded,
        @Doc("The user, for basic authentication.") Optional<String> user,
        @Doc("The password, for basic authentication.") Optional<SecretReference> password,
        @Doc("PEM file with the certificates to trust; default: those of the JVM.") Optional<Path> caCert,
        @Default("BACKWARD") @Doc("What the registry is asked to check for every subject.") Compatibility compatibility,
        @Default("stop") @Doc("What is done about a table whose new schema the registry refuses.")
                OnIncompatibleSchema onIncompatibleSchema) {

    public enum OnIncompatibleSchema {
        @Doc("Stop by name before the first record of the new schema; the error tells the field and the way out.")
        STOP,
        @Doc(
                "Begin the table anew in its next topic, `<topic>.v2` and so on: a fresh copy, then its changes. The former topic stays"
                        + " as it is and gets no more records.")
        NEW_TOPIC
    }

    public enum Compatibility {
        @Spelling("BACKWARD")
        @Doc("A reader with the new schema can read the schema before.")
        BACKWARD,
        @Spelling("BACKWARD_TRANSITIVE")
        @Doc("A reader with the new schema can read every former schema.")
        BACKWARD_TRANSITIVE,
        @Spelling("FORWARD")
        @Doc("A reader with the schema before can read the new one.")
        FORWARD,
        @Spelling("FORWARD_TRANSITIVE")
        @Doc("A reader with any former schema can read the new one.")
        FORWARD_TRANSITIVE,
        @Spelling("FULL")
        @Doc("Both ways, with the schema before.")
        FULL,
        @Spelling("FULL_TRANSITIVE")
        @Doc("Both ways, with every former schema.")
        FULL_TRANSITIVE,
        @Spelling("NONE")
        @Doc("Nothing is checked.")
        NONE
    }
}
