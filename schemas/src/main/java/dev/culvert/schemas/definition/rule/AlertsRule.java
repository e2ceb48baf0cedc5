package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.AlertsDefinition.Threshold;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;

/** A warning must come before the error. */
final class AlertsRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("alerts").flatMap(alerts -> alerts.child("lag")).ifPresent(lag -> {
            Optional<Threshold> warn = lag.value("warn", Threshold.class);
            Optional<Threshold> critical = lag.value("critical", Threshold.class);
            if (warn.isPresent()
                    && critical.isPresent()
                    && (exceeds(warn.get().time(), critical.get().time())
                            || exceeds(warn.get().bytes(), critical.get().bytes()))) {
                problems.add(
                        ErrorCode.DEF_CONFLICT,
                        lag.at("warn"),
                        lag.path("warn"),
                        "The warning would come after the error of \"critical\".",
                        "Make warn the smaller one; what is not given is [5s, 10MB] and [30s, 100MB].");
            }
        });
    }

    private static <T extends Comparable<T>> boolean exceeds(Optional<T> one, Optional<T> other) {
        return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) > 0;
    }
}
