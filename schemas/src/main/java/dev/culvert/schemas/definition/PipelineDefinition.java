package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;

/** {@code kind: Pipeline}: selected tables of one PostgreSQL database into Kafka topics. */
@Doc("Selected tables of one PostgreSQL database into Kafka topics. One document, one pipeline.")
public record PipelineDefinition(
        @Required @Doc("What the pipeline is called.") Metadata metadata,
        @Required @Doc("Where changes come from.") SourceDefinition source,
        @Default("{}") @Doc("The first copy of the tables.") SnapshotDefinition snapshot,
        @Required @Doc("Where records go.") KafkaDefinition kafka,
        @Required @Doc("How records look.") FormatDefinition format,
        @Default("stop")
                @Doc(
                        "What is done about a change that cannot be a record: a value that no codec takes, or more bytes than its topic takes.")
                OnError onError,
        @Default("{}") @Doc("When a lag is worth a finding.") AlertsDefinition alerts,
        @Doc("Analytics stores that have the tables too: `culvert sink run` brings the topics into them.")
                List<SinkDefinition> sinks)
        implements Definition {

    public enum OnError {
        @Doc("Stop by name before it; nothing after it is written.")
        STOP,
        @Doc(
                "Write it to the topic `<pipeline>.dead-letter`, with the reason, its position and the row as PostgreSQL's text, and go on. Its own topic lacks it until it is replayed.")
        DEAD_LETTER
    }

    /** What it is called; the name is a part of the transactional id and of the names of its own topics. */
    @Doc(
            "The name is a part of the transactional id, of the offset topic and of the default names of slot and publication: a pipeline under another name is another pipeline.")
    public record Metadata(
            @Required
                    @Matches(
                            value = "[a-z]([a-z0-9-]{0,38}[a-z0-9])?",
                            says =
                                    "up to 40 of `a` to `z`, `0` to `9` and `-`, beginning with a letter and not ending with `-`",
                            code = ErrorCode.DEF_NAME)
                    @Example("shop")
                    @Doc("The name of the pipeline.")
                    String name) {}

    public PipelineDefinition {
        sinks = List.copyOf(sinks);
    }

    @Override
    public Kind kind() {
        return Kind.PIPELINE;
    }

    @Override
    public String name() {
        return metadata.name();
    }
}
