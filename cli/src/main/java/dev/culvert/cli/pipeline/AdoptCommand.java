package dev.culvert.cli.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.embedded.EmbeddedServers;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.adopt.Adoption;
import dev.culvert.runtime.adopt.AdoptionReport;
import dev.culvert.runtime.adopt.AdoptionRequest;
import dev.culvert.runtime.adopt.ConnectorOffsets;
import dev.culvert.runtime.adopt.OffsetFile;
import dev.culvert.runtime.adopt.OffsetTopic;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code culvert adopt FILE} */
@Command(
        name = "adopt",
        description =
                "Take the slot, the publication and the place of a stopped Debezium connector over, without a new snapshot:"
                        + " finds the boundary up to which its topics are whole, and writes it as the pipeline's position.")
public final class AdoptCommand extends PipelineSubcommand {
    /** Where the connector's offset is; one of them. */
    static final class Offsets {
        @Option(
                names = "--offsets",
                paramLabel = "TOPIC",
                description = "The offset topic of the Connect cluster, on the definition's brokers.")
        private Optional<String> topic = Optional.empty();

        @Option(
                names = "--offset-file",
                paramLabel = "PATH",
                description = "The offset file of a Debezium Server or a standalone Connect worker.")
        private Optional<Path> file = Optional.empty();
    }

    @ArgGroup(multiplicity = "1")
    private Offsets offsets = new Offsets();

    @Option(
            names = "--connector",
            paramLabel = "NAME",
            description = "Its name as its worker knows it; needed if there are several.")
    private Optional<String> connector = Optional.empty();

    @Option(
            names = "--topics",
            paramLabel = "TEMPLATE",
            description = "Names of its topics, if they are not <topic.prefix>.{schema}.{table}.")
    private Optional<String> topics = Optional.empty();

    @Option(
            names = "--accept-repeats",
            description = "Go on although changes of transactions that it wrote in part come once more.")
    private boolean acceptRepeats;

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Override
    boolean worksWithEmbedded() {
        return false;
    }

    @Override
    Outcome execute(PipelineDefinition definition, Optional<EmbeddedServers> servers, Terminal terminal) {
        Endpoints endpoints = Endpoints.of(definition);
        ConnectorOffsets where = offsets.topic
                .<ConnectorOffsets>map(topic -> new OffsetTopic(endpoints.kafka(), topic))
                .orElseGet(() -> new OffsetFile(offsets.file.orElseThrow()));
        Adoption adoption = new Adoption(
                endpoints, new AdoptionRequest(where, connector, topics, acceptRepeats), Clock.systemUTC());
        if (dryRun) {
            AdoptionReport report = adoption.look();
            return Outcome.of(json(report, false), text(report));
        }
        AdoptionReport adopted = adoption.adopt(report -> {
            text(report).forEach(terminal::message);
            Consent.ask(terminal, file().toString(), "The connector must not be started again.");
        });
        return Outcome.of(
                        json(adopted, true),
                        List.of("adopted; the pipeline goes on at " + at(adopted)
                                + ". Delete the connector: its slot is the pipeline's now."))
                .next(new NextStep("culvert run " + file(), "goes on from there"));
    }

    private static List<String> text(AdoptionReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("slot " + report.slot() + ": confirmed up to " + report.confirmed() + "; the offset of connector "
                + report.offset().server() + " is " + report.offset().processed());
        lines.add(report.written() + " transactions after that are whole in its topics, and " + report.writtenInside()
                + " changes of the next one; the pipeline goes on after them, at " + at(report));
        if (report.exact()) {
            lines.add("nothing is missing, nothing comes twice");
        } else {
            new TreeMap<>(report.repeated())
                    .forEach((table, changes) -> lines.add("table " + table + ": " + changes
                            + " changes of transactions that are there in part come once more"));
        }
        return lines;
    }

    private static Lsn at(AdoptionReport report) {
        return report.position().commitEndLsn();
    }

    private static ObjectNode json(AdoptionReport report, boolean adopted) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("slot", report.slot())
                .put("confirmedLsn", report.confirmed().toString())
                .put("connector", report.offset().server())
                .put("connectorLsn", report.offset().processed().toString())
                .put("positionLsn", report.position().commitEndLsn().toString())
                .put("writtenTransactions", report.written())
                .put("writtenChanges", report.writtenInside());
        ObjectNode repeated = node.putObject("repeatedChanges");
        for (Map.Entry<TableId, Long> table : new TreeMap<>(report.repeated()).entrySet()) {
            repeated.put(table.getKey().toString(), table.getValue());
        }
        return node.put("adopted", adopted);
    }
}
