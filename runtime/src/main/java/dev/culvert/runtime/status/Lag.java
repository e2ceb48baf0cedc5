package dev.culvert.runtime.status;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.status.Amount;
import dev.culvert.schemas.status.PipelineStatus.Progress;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a position is behind the end of the server's WAL.
 *
 * @param position what was reached, as it stands
 * @param bytes WAL that is not reached; empty while the end is not known
 * @param time age of the oldest such WAL
 */
record Lag(Lsn position, Optional<Long> bytes, Optional<Duration> time) {
    /** A heartbeat moves the durable position at least this often; longer silence is a lag. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static Lag of(StatusBoard board, Lsn shown, Lsn reached) {
        return new Lag(shown, board.walEnd().map(end -> Math.max(0, end.bytesSince(reached))), board.behind(reached));
    }

    static Optional<Lag> received(StatusBoard board) {
        return board.received().map(lsn -> of(board, lsn, lsn));
    }

    /**
     * Where nothing that was received waits to become durable, the WAL in between holds nothing captured, and durable is no
     * further behind than received: else each table that is not captured would look like a lag until the next heartbeat.
     */
    static Optional<Lag> durable(StatusBoard board) {
        return board.durable().map(lsn -> {
            Lag plain = of(board, lsn, lsn);
            boolean silent = plain.time.filter(t -> t.compareTo(SILENCE) > 0).isPresent();
            return board.received()
                    .filter(received -> received.isAfter(lsn) && !board.inHand() && !silent)
                    .map(received -> of(board, lsn, received))
                    .orElse(plain);
        });
    }

    static Optional<Lag> confirmed(StatusBoard board) {
        return board.confirmed().map(lsn -> of(board, lsn, lsn));
    }

    Progress progress() {
        return new Progress(position.toString(), bytes, time.map(t -> t.toMillis() / 1_000.0));
    }

    String text() {
        return bytes.map(Amount::bytes).orElse("an unknown amount")
                + time.map(t -> " (" + Amount.time(t) + ")").orElse("");
    }
}
