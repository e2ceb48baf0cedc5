package dev.culvert.runtime.plan;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Optional;

/** Whether a server puts messages into the stream, where a definition wants them as events. */
public final class MessageSupport {
    private MessageSupport() {}

    /** What stands against it. */
    public static Optional<Finding> problem(SourceDefinition source, ServerVersion version) {
        if (source.messages().isEmpty() || version.streamsLogicalMessages()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                ErrorCode.PG_VERSION,
                Severity.ERROR,
                "source.messages",
                "The server is PostgreSQL " + version + "; messages are in the stream since 14.",
                "Take messages out, and use a table as outbox."));
    }
}
