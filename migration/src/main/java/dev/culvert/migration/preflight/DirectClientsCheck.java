package dev.culvert.migration.preflight;

import dev.culvert.migration.traffic.DirectClients;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.List;
import java.util.function.Supplier;

/** Clients of the source that no pooler of the definition would hold. */
final class DirectClientsCheck extends ServerCheck {
    private final Supplier<Traffic> traffic;

    DirectClientsCheck(ServerContext source, Supplier<Traffic> traffic) {
        super("clients past the poolers", ErrorCode.POOLER_BYPASSED, source);
        this.traffic = traffic;
    }

    @Override
    protected List<Finding> examine(Session session) {
        try (Traffic opened = traffic.get()) {
            return List.of(DirectClients.look(session, opened));
        }
    }
}
