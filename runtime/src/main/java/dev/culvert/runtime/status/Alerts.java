package dev.culvert.runtime.status;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The findings that hold now: lag by time and by bytes, retained WAL, and what the server says of the slot. Each is logged once
 * when it begins, gets worse or better, and once when it ends. {@link #tick()} is called by one thread, {@link #findings()} by
 * any.
 */
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    /** An alert ends below this share of its threshold. */
    private static final double HOLD = 0.75;

    private static final class Watch {
        final AlertRule rule;
        final Alarm alarm = new Alarm();
        Optional<Finding> finding = Optional.empty();

        Watch(AlertRule rule) {
            this.rule = rule;
        }
    }

    private final StatusBoard board;
    private final LongSupplier nanos;
    private final List<Watch> watches;
    private volatile List<Finding> findings = List.of();

    Alerts(StatusBoard board, PipelineDefinition definition, LongSupplier nanos) {
        this.board = board;
        this.nanos = nanos;
        this.watches = rules(definition).stream().map(Watch::new).toList();
    }

    private static List<AlertRule> rules(PipelineDefinition definition) {
        return List.of(
                new LagRule(definition.alerts().lag()),
                new RetainedWalRule(definition.source().slot().maxRetainedWal()),
                new SafeWalRule(),
                new WalStatusRule(),
                new InactiveSlotRule(),
                new DeadLetterRule());
    }

    /** What is found at this instant, without patience: for one who looks once. */
    static List<Finding> now(StatusBoard board, PipelineDefinition definition) {
        return rules(definition).stream()
                .flatMap(rule -> rule.read(board).stream())
                .flatMap(reading -> severity(reading.level(1)).map(reading::finding).stream())
                .toList();
    }

    private static Optional<Severity> severity(Alarm.Level level) {
        return switch (level) {
            case NONE -> Optional.empty();
            case WARNING -> Optional.of(Severity.WARNING);
            case ERROR -> Optional.of(Severity.ERROR);
        };
    }

    List<Finding> findings() {
        return findings;
    }

    void tick() {
        List<Finding> now = new ArrayList<>();
        for (Watch watch : watches) {
            look(watch);
            watch.finding.ifPresent(now::add);
        }
        findings = List.copyOf(now);
    }

    private void look(Watch watch) {
        Optional<AlertRule.Reading> reading = watch.rule.isTooEarly(board) ? Optional.empty() : watch.rule.read(board);
        Optional<Alarm.Level> lenient = reading.map(r -> r.level(HOLD));
        boolean changed = watch.alarm.update(reading.map(r -> r.level(1)), lenient, nanos.getAsLong());
        Optional<Severity> severity = severity(watch.alarm.level());
        if (severity.isEmpty()) {
            if (changed) {
                watch.finding.ifPresent(f -> LOG.info("{} is over: {}", f.code().code(), f.object()));
            }
            watch.finding = Optional.empty();
            return;
        }
        if (lenient.filter(now -> now.compareTo(watch.alarm.level()) >= 0).isPresent()) {
            // else it is about to end, or cannot be told: the values that hold it up stand
            watch.finding = reading.map(r -> r.finding(severity.get()));
        }
        if (changed) {
            watch.finding.ifPresent(Alerts::log);
        }
    }

    private static void log(Finding finding) {
        if (finding.severity() == Severity.ERROR) {
            LOG.error("{} {}: {} {}", finding.code().code(), finding.object(), finding.fact(), finding.remedy());
        } else {
            LOG.warn("{} {}: {} {}", finding.code().code(), finding.object(), finding.fact(), finding.remedy());
        }
    }
}
