package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import java.time.Duration;
import java.util.Optional;

/** When a lag is worth a finding. */
@Doc("Findings in status, metrics and logs.")
public record AlertsDefinition(@Default("{}") @Doc("How far the topics may be behind the database.") Lag lag) {

    @Doc(
            "Time and bytes catch different failures, so a threshold has both: `[5s, 10MB]`, or one of them: `[5s]`. Either is enough.")
    public record Lag(
            @Default("[5s, 10MB]") @Doc("From here on a warning.") Threshold warn,
            @Default("[30s, 100MB]") @Doc("From here on an error.") Threshold critical) {}

    /** Either is enough. Written as a list of one duration, one size, or both. */
    public record Threshold(Optional<Duration> time, Optional<Long> bytes) {}
}
