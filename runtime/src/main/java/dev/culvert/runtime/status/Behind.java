package dev.culvert.runtime.status;

import dev.culvert.schemas.status.PipelinePhase;
import java.time.Duration;
import java.util.Optional;

/**
 * Which of received, durable and confirmed is behind, and what that usually means.
 *
 * @param part the one of the three
 * @param lag how far; empty where the phase alone explains it
 * @param why for people
 */
record Behind(String part, Optional<Lag> lag, String why) {
    /** Less than this is not worth a word. */
    private static final long BYTES = 1 << 20;

    private static final Duration TIME = Duration.ofSeconds(5);
    /** The slot is told after each commit to Kafka; a segment more than that is late. */
    private static final long CONFIRM_BYTES = 16 << 20;

    static Optional<Behind> find(
            PipelinePhase phase, Optional<Lag> received, Optional<Lag> durable, Optional<Lag> confirmed) {
        return switch (phase) {
            case STREAMING -> streaming(received, durable, confirmed);
            case SNAPSHOT ->
                because(
                        "confirmed",
                        "the copy is running; the slot keeps the WAL of meanwhile, and it is streamed afterwards");
            case RETRYING -> because("received", "nothing is read until the pipeline has started over");
            case STOPPED, FAILED -> because("received", "nothing is read, the pipeline has stopped");
            case STANDBY, STARTING, UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<Behind> streaming(Optional<Lag> received, Optional<Lag> durable, Optional<Lag> confirmed) {
        long toReceived = received.flatMap(Lag::bytes).orElse(0L);
        long toDurable = durable.flatMap(Lag::bytes).orElse(toReceived);
        long sinceReceived = Math.max(0, toDurable - toReceived);
        long sinceDurable = Math.max(0, confirmed.flatMap(Lag::bytes).orElse(toDurable) - toDurable);

        if (received.filter(Behind::worthAWord).isPresent() && toReceived >= sinceReceived) {
            return because(
                    "received",
                    received,
                    "usually the server is still decoding a large or a long-running transaction, or Culvert or the"
                            + " network cannot take changes as fast as they are written");
        }
        if (durable.filter(Behind::worthAWord).isPresent()) {
            return because(
                    "durable",
                    durable,
                    "usually Kafka is slower than the stream, encoding takes the processor whole, or one large"
                            + " transaction is being written");
        }
        if (sinceDurable >= CONFIRM_BYTES) {
            return because(
                    "confirmed",
                    confirmed,
                    "though the changes are in Kafka; usually a restart is pending, or no heartbeat has come through"
                            + " the stream for a while");
        }
        return Optional.empty();
    }

    private static Optional<Behind> because(String part, String why) {
        return because(part, Optional.empty(), why);
    }

    private static Optional<Behind> because(String part, Optional<Lag> lag, String why) {
        return Optional.of(new Behind(part, lag, why));
    }

    private static boolean worthAWord(Lag lag) {
        return lag.bytes().filter(bytes -> bytes >= BYTES).isPresent()
                || lag.time().filter(time -> time.compareTo(TIME) >= 0).isPresent();
    }

    String text() {
        return lag.map(l -> part + " is " + l.text() + " behind the end of the WAL: " + why)
                .orElse(part + ": " + why);
    }
}
