package dev.culvert.migration.gate;

import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A verify without differences that is not too old. Of a cutover only: who rolls back is in a hurry, and may verify before. */
final class VerifiedGate extends Gate {
    VerifiedGate() {
        super("verify");
    }

    @Override
    List<Finding> look(Ground ground) {
        if (!ground.turn().forward()) {
            return passed("Not asked for on the way back.");
        }
        Optional<Instant> verified = ground.record().flatMap(record -> record.verifiedAt());
        if (verified.isEmpty()) {
            return closed(
                    "verify", "The copy was never verified, or differences were found.", "culvert migrate verify FILE");
        }
        Instant now = ground.turn().newSide().role() == dev.culvert.migration.site.Site.Role.TARGET
                ? clock(ground)
                : Instant.now();
        Duration age = Duration.between(verified.get(), now);
        return age.compareTo(ground.definition().verify().maxAge()) <= 0
                ? passed("Begun " + age.toSeconds() + " s ago, without differences.")
                : closed(
                        "verify",
                        "The last one without differences began " + age.toSeconds()
                                + " s ago, and cutover.verify.maxAge is "
                                + ground.definition().verify().maxAge().toSeconds() + " s.",
                        "culvert migrate verify FILE");
    }

    /** The target's, which stamped it. */
    private static Instant clock(Ground ground) {
        return ground.newSide()
                .one("SELECT pg_catalog.clock_timestamp() AS now", row -> row.optionalInstant("now"))
                .orElseThrow(() -> new IllegalStateException("the server has no clock"));
    }
}
