package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.sql.Identifier;
import java.util.ArrayList;
import java.util.List;

/**
 * A logical slot of pgoutput that is to be made.
 *
 * @param name its name
 * @param temporary whether it goes with the session
 * @param failover whether standbys synchronise it; 17 and later, and not for a temporary one
 */
public record SlotRequest(String name, boolean temporary, boolean failover) {

    /** The only output plugin that Culvert reads. */
    public static final String PLUGIN = "pgoutput";

    public static SlotRequest permanent(String name) {
        return new SlotRequest(name, false, false);
    }

    public static SlotRequest temporary(String name) {
        return new SlotRequest(name, true, false);
    }

    public SlotRequest withFailover(boolean wanted) {
        return new SlotRequest(name, temporary, wanted);
    }

    /** The replication command: options are words up to 14, and stand in parentheses from 15 on. */
    String command(ServerVersion version, boolean exportSnapshot) {
        if (failover && (temporary || !version.hasFailoverSlots())) {
            throw new IllegalArgumentException("a failover slot is permanent and needs PostgreSQL 17");
        }
        String head = "CREATE_REPLICATION_SLOT "
                + Identifier.quote(name)
                + (temporary ? " TEMPORARY" : "")
                + " LOGICAL "
                + Identifier.quote(PLUGIN);
        if (!version.hasSlotOptionList()) {
            return head + (exportSnapshot ? " EXPORT_SNAPSHOT" : " NOEXPORT_SNAPSHOT");
        }
        List<String> options = new ArrayList<>();
        options.add("SNAPSHOT '" + (exportSnapshot ? "export" : "nothing") + "'");
        if (failover) {
            options.add("FAILOVER true");
        }
        return head + " (" + String.join(", ", options) + ")";
    }
}
