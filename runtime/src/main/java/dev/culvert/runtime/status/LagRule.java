package dev.culvert.runtime.status;

import dev.culvert.schemas.definition.AlertsDefinition;
import dev.culvert.schemas.definition.AlertsDefinition.Threshold;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a consumer sees of a lag: the durable position against the end of the WAL, by time and by bytes. While tables are
 * copied the stream waits on purpose, and only {@link RetainedWalRule} watches what that costs. A stream that has just begun
 * is behind by what it did not read before; whether it catches up is seen after a while.
 */
final class LagRule implements AlertRule {
    private static final Duration CATCH_UP = Duration.ofSeconds(15);

    private final AlertsDefinition.Lag thresholds;

    LagRule(AlertsDefinition.Lag thresholds) {
        this.thresholds = thresholds;
    }

    @Override
    public boolean isTooEarly(StatusBoard board) {
        return board.phase() == PipelinePhase.STREAMING && board.inPhase().compareTo(CATCH_UP) < 0;
    }

    @Override
    public Optional<AlertRule.Reading> read(StatusBoard board) {
        boolean copying = board.phase() == PipelinePhase.SNAPSHOT;
        return Lag.durable(board)
                .filter(lag -> lag.bytes().isPresent())
                .map(lag -> new Reading(
                        board.pipeline(),
                        thresholds,
                        copying,
                        lag,
                        Behind.find(board.phase(), Lag.received(board), Optional.of(lag), Lag.confirmed(board))));
    }

    private record Reading(
            String pipeline, AlertsDefinition.Lag thresholds, boolean copying, Lag lag, Optional<Behind> behind)
            implements AlertRule.Reading {

        @Override
        public Alarm.Level level(double share) {
            if (copying) {
                return Alarm.Level.NONE;
            }
            if (reaches(thresholds.critical(), share)) {
                return Alarm.Level.ERROR;
            }
            return reaches(thresholds.warn(), share) ? Alarm.Level.WARNING : Alarm.Level.NONE;
        }

        private boolean reaches(Threshold threshold, double share) {
            boolean late = threshold
                    .time()
                    .flatMap(limit -> lag.time().map(time -> time.toNanos() >= share * limit.toNanos()))
                    .orElse(false);
            boolean large = threshold
                    .bytes()
                    .flatMap(limit -> lag.bytes().map(bytes -> bytes >= share * limit))
                    .orElse(false);
            return late || large;
        }

        @Override
        public Finding finding(Severity severity) {
            boolean critical = severity == Severity.ERROR;
            Threshold threshold = critical ? thresholds.critical() : thresholds.warn();
            StringJoiner limits = new StringJoiner(", ");
            threshold.time().ifPresent(limit -> limits.add(Amount.time(limit)));
            threshold.bytes().ifPresent(limit -> limits.add(Amount.bytes(limit)));
            return new Finding(
                    ErrorCode.LAG,
                    severity,
                    "pipeline " + pipeline,
                    "What is durable in Kafka is " + lag.text() + " behind the end of the server's WAL (alerts.lag."
                            + (critical ? "critical" : "warn") + ": " + limits + ").",
                    behind.map(b -> "Behind is " + b.part() + ": " + b.why() + ".")
                            .orElse("If it does not pass, see which of received, durable and confirmed is behind:"
                                    + " culvert status FILE"));
        }
    }
}
