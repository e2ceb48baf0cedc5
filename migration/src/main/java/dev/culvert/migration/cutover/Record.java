package dev.culvert.migration.cutover;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.drain.DrainedLink;
import dev.culvert.migration.sequence.SequenceState;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.connection.HostPort;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a turn gathers for its decision and its certificate. For one thread. */
final class Record {
    private final Turn turn;
    private final long epoch;
    private final Instant startedAt = Instant.now();
    private Optional<Instant> verifiedAt = Optional.empty();
    private List<DrainedLink> drained = List.of();
    private List<SequenceState> sequences = List.of();
    private Duration writePause = Duration.ZERO;
    private int tables;
    private int terminated;

    Record(Turn turn, long epoch) {
        this.turn = turn;
        this.epoch = epoch;
    }

    void verifiedAt(Optional<Instant> when) {
        verifiedAt = when;
    }

    void fenced(int locked, int sessionsTerminated) {
        tables = locked;
        terminated = sessionsTerminated;
    }

    void sequences(List<SequenceState> set) {
        sequences = set;
    }

    void drained(List<DrainedLink> links) {
        drained = links;
    }

    void writePause(Duration duration) {
        writePause = duration;
    }

    String lastToken() {
        return last().token().value().toString();
    }

    Lsn drainedUpTo() {
        return drained.stream()
                .map(link -> link.token().before())
                .reduce((a, b) -> a.isBefore(b) ? b : a)
                .orElseThrow();
    }

    private DrainedLink last() {
        return drained.get(drained.size() - 1);
    }

    Certificate certificate(String outcome, List<Certificate.Step> steps, Session oldSide, Session newSide) {
        Map<String, Long> values = new TreeMap<>();
        sequences.forEach(state -> values.put(state.id().toString(), state.lastValue()));
        return new Certificate(
                turn.migration(),
                turn.number(),
                outcome,
                epoch,
                side(turn.oldSide(), oldSide),
                side(turn.newSide(), newSide),
                startedAt,
                verifiedAt,
                steps,
                drained.stream()
                        .map(link -> new Certificate.Token(
                                link.link().name(),
                                link.token().value().toString(),
                                link.token().before().toString(),
                                link.arrivedAfter()))
                        .toList(),
                drained.stream()
                        .map(link -> new Certificate.Counter(
                                link.link().name(),
                                link.worker().pid(),
                                link.applyErrors().orElse(-1)))
                        .toList(),
                values,
                writePause,
                terminated,
                tables);
    }

    private static Certificate.Side side(Site site, Session session) {
        return new Certificate.Side(
                site.role().toString(),
                site.sessions().settings().address().hosts().stream()
                        .map(HostPort::toString)
                        .collect(Collectors.joining(",")),
                site.sessions().settings().address().database(),
                session.version().toString(),
                session.optional(
                                "SELECT system_identifier::pg_catalog.text AS id FROM pg_catalog.pg_control_system()",
                                row -> row.text("id"))
                        .orElse(""));
    }
}
