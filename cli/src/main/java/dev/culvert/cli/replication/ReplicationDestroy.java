package dev.culvert.cli.replication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Consent;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.replication.Removal;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.ReplicationDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code culvert destroy FILE} of a replication; never tables. */
public final class ReplicationDestroy {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ReplicationDestroy() {}

    /** @param dryRun whether nothing is to be done */
    public static Outcome outcome(Path file, ReplicationDefinition definition, Terminal terminal, boolean dryRun) {
        Sites sites = Sites.of(definition);
        Removal removal = new Removal(sites, definition.name());
        List<Removal.Item> items = removal.plan();
        if (items.isEmpty()) {
            return Outcome.of(result(items, false), List.of("nothing to do"));
        }
        if (dryRun) {
            return Outcome.of(result(items, false), lines("would remove", items));
        }
        lines("would remove", items).forEach(terminal::message);
        Consent.askForName(
                terminal,
                file.toString(),
                "The tables stay on the target with their rows, and follow no more.",
                definition.name());
        try (Lease lease = Lease.take(sites, definition.name())) {
            lease.check();
            List<Removal.Item> gone = removal.destroy(PATIENCE);
            return Outcome.of(result(gone, true), lines("removed", gone));
        }
    }

    private static List<String> lines(String verb, List<Removal.Item> items) {
        return items.stream()
                .map(item -> verb + " " + item.kind() + " " + item.object() + "    (" + item.site() + ")")
                .toList();
    }

    private static ObjectNode result(List<Removal.Item> items, boolean destroyed) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode array = node.putArray("items");
        items.forEach(item -> array.addObject()
                .put("kind", item.kind())
                .put("site", item.site())
                .put("object", item.object()));
        return node.put("destroyed", destroyed);
    }
}
