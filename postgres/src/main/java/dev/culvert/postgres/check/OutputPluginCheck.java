package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether the server lets a slot load pgoutput. Minor versions since August 2026 have a list of the plugins that they load;
 * older ones load any library for any role with REPLICATION. Not every role may read the list.
 */
final class OutputPluginCheck extends ServerCheck {
    private static final String SETTING = "output_plugin_libraries";

    OutputPluginCheck(ServerContext context) {
        super(SETTING, ErrorCode.PG_OUTPUT_PLUGIN, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        try {
            return session.one("SELECT pg_catalog.current_setting(?, true) AS v", row -> row.optionalText("v"), SETTING)
                    .map(this::listed)
                    .orElseGet(() -> absent(session));
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.PG_PRIVILEGE) {
                throw e;
            }
            return unreadable(session);
        }
    }

    private List<Finding> listed(String allowed) {
        boolean allows = Arrays.stream(allowed.split(","))
                .map(name -> name.strip().replace("\"", ""))
                .anyMatch(SlotRequest.PLUGIN::equals);
        Optional<String> others = Optional.of(allowed).filter(text -> !text.isBlank());
        return allows
                ? passed(SETTING + " is " + allowed + ".")
                : found(
                        Severity.ERROR,
                        SETTING + " is \"" + allowed + "\", without " + SlotRequest.PLUGIN + ".",
                        "ALTER SYSTEM SET " + SETTING + " = "
                                + others.map(text -> text + ", ").orElse("") + SlotRequest.PLUGIN
                                + "; SELECT pg_reload_conf();");
    }

    private List<Finding> absent(Session session) {
        return found(
                Severity.WARNING,
                "PostgreSQL " + session.version() + " has no " + SETTING
                        + ": any role with REPLICATION can make the server load any library as an output plugin.",
                "Update the server to a minor version of August 2026 or later, and give REPLICATION to few roles.");
    }

    private List<Finding> unreadable(Session session) {
        String role = new Privileges(session).role().name();
        return List.of(new Finding(
                ErrorCode.CHECK_UNKNOWN,
                Severity.UNKNOWN,
                context().server(),
                SETTING + ": role \"" + role + "\" may not read it. Unless it was changed, it allows "
                        + SlotRequest.PLUGIN + ".",
                "GRANT pg_read_all_settings TO " + Identifier.quote(role) + ";"));
    }
}
