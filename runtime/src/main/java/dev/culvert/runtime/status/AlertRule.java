package dev.culvert.runtime.status;

import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Optional;

/** One thing that is watched. */
interface AlertRule {

    /** What it is now; empty if that cannot be told. */
    Optional<Reading> read(StatusBoard board);

    /** Whether what it is now says little of what it will be. Matters only to who looks again and again. */
    default boolean isTooEarly(StatusBoard board) {
        return false;
    }

    /** The values of one instant. */
    interface Reading {

        /**
         * How bad they are.
         *
         * @param share of the thresholds that counts as reaching them: 1 to begin, less to go on
         */
        Alarm.Level level(double share);

        Finding finding(Severity severity);
    }
}
