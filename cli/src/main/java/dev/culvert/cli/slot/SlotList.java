package dev.culvert.cli.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.output.TextTable;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert slot list} */
@Command(name = "list", description = "List replication slots, with the WAL that each makes the server keep.")
public final class SlotList extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("slot list")) {
            List<SlotInfo> found = new Slots(session).list();
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            ArrayNode array = result.putArray("slots");
            TextTable table = new TextTable("NAME", "PLUGIN", "DATABASE", "ACTIVE", "WAL", "RETAINED", "CONFIRMED");
            for (SlotInfo each : found) {
                array.add(RecordJson.of(each));
                table.row(
                        each.name(),
                        each.plugin().orElse("-"),
                        each.database().orElse("-"),
                        each.active() ? "yes" : "no",
                        each.walStatus().orElse("-"),
                        SlotWords.bytes(each.retainedBytes()),
                        SlotWords.text(each.confirmedFlushLsn()));
            }
            return Outcome.of(result, found.isEmpty() ? List.of("none") : table.lines());
        }
    }
}
