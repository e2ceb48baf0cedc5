package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** A check that is unknown at once where Kafka cannot be reached, so that nobody waits for the same silence again. */
final class GatedCheck implements Check {
    private final ReachableCheck reachable;
    private final Check check;

    GatedCheck(ReachableCheck reachable, Check check) {
        this.reachable = reachable;
        this.check = check;
    }

    @Override
    public String title() {
        return check.title();
    }

    @Override
    public List<Finding> run() {
        if (reachable.hasFailed()) {
            return List.of(new Finding(
                    ErrorCode.CHECK_UNKNOWN,
                    Severity.UNKNOWN,
                    title(),
                    "It could not be looked at: Kafka was not reached.",
                    "See the finding on \"" + reachable.title() + "\"."));
        }
        return check.run();
    }
}
