package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.Optional;

/** How the pipeline's slot stands, if it is there. */
final class SlotCheck extends SourceCheck {

    SlotCheck(CheckContext context) {
        super("slot", ErrorCode.SLOT_EXISTS, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        SlotDefinition definition = context().source().slot();
        Optional<SlotInfo> slot = new Slots(session).find(definition.name());
        if (slot.isEmpty()) {
            return definition.create()
                    ? passed("The slot does not exist yet; it is made with the snapshot.")
                    : slotFinding(
                            ErrorCode.SLOT_MISSING,
                            Severity.ERROR,
                            "It does not exist, and slot.create is false.",
                            "Set slot.create: true, or: SELECT pg_create_logical_replication_slot('" + definition.name()
                                    + "', '" + SlotRequest.PLUGIN + "');");
        }
        SlotInfo info = slot.get();
        String database = session.one("SELECT pg_catalog.current_database() AS v", row -> row.text("v"));
        if (!info.isOf(SlotRequest.PLUGIN, database)) {
            return slotFinding(
                    ErrorCode.SLOT_FOREIGN,
                    Severity.ERROR,
                    "It is "
                            + info.plugin().map(plugin -> "a slot of " + plugin).orElse("a physical slot")
                            + info.database()
                                    .map(name -> " in database " + name)
                                    .orElse("") + ", not one of "
                            + SlotRequest.PLUGIN + " in " + database + ".",
                    "Choose another slot.name.");
        }
        if (info.isLost()) {
            return slotFinding(
                    ErrorCode.SLOT_LOST,
                    Severity.ERROR,
                    "The server removed WAL that it needs ("
                            + info.invalidationReason()
                                    .map(reason -> "invalidation_reason=" + reason)
                                    .orElse("wal_status=" + info.walStatus().orElse("unknown"))
                            + ").",
                    "culvert run FILE --resnapshot '*.*' makes it again and copies every table anew.");
        }
        return passed("The slot exists" + (info.active() ? " and is being read." : " and nobody reads it."));
    }

    private List<Finding> slotFinding(ErrorCode code, Severity severity, String fact, String remedy) {
        String name = context().source().slot().name();
        return List.of(new Finding(code, severity, "slot \"" + name + "\"", fact, remedy));
    }
}
