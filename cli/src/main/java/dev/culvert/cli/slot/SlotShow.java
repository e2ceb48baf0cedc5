package dev.culvert.cli.slot;

import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.server.Missing;
import dev.culvert.cli.server.ServerOptions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code culvert slot show} */
@Command(name = "show", description = "Show one slot.")
public final class SlotShow extends Subcommand {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "Its name, as the catalog has it.")
    private String name = "";

    @Override
    protected Outcome execute(Terminal terminal) {
        try (Session session = server.sessions().open("slot show")) {
            SlotInfo slot = new Slots(session).find(name).orElseThrow(() -> Missing.of("slot", name, server));
            return Outcome.of(RecordJson.of(slot), lines(slot));
        }
    }

    private static List<String> lines(SlotInfo slot) {
        return List.of(
                "slot        " + slot.name() + (slot.temporary() ? " (temporary)" : ""),
                "plugin      " + SlotWords.text(slot.plugin()) + " in database " + SlotWords.text(slot.database()),
                "active      "
                        + (slot.active()
                                ? "yes, process "
                                        + (slot.activePid().isPresent()
                                                ? slot.activePid().getAsInt()
                                                : "-")
                                : "no, since " + SlotWords.text(slot.inactiveSince())),
                "wal status  " + SlotWords.text(slot.walStatus())
                        + slot.invalidationReason()
                                .map(reason -> " (" + reason + ")")
                                .orElse(""),
                "retains     " + SlotWords.bytes(slot.retainedBytes()) + ", safe for "
                        + SlotWords.bytes(slot.safeWalBytes()) + " more",
                "restart     " + SlotWords.text(slot.restartLsn()),
                "confirmed   " + SlotWords.text(slot.confirmedFlushLsn()),
                "failover    " + SlotWords.text(slot.failover()));
    }
}
