package dev.culvert.runtime;

import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.stream.CommitPolicy;
import dev.culvert.schemas.change.Lsn;
import java.time.Duration;
import java.util.Optional;

/**
 * How a pipeline is run, this time.
 *
 * @param until when it ends by itself
 * @param adopt take a slot that has no offset record
 * @param takeover end a live owner of the slot first
 * @param standby wait while the slot has a live owner, and take over when it is gone
 * @param tables what is asked for of single tables
 * @param policy when Kafka transactions are committed
 * @param heartbeat how often a message is emitted into the WAL, and the publication compared
 * @param retryForever whether an error that may pass is waited out even before the first success
 */
public record RunOptions(
        Until until,
        boolean adopt,
        boolean takeover,
        boolean standby,
        TableRequests tables,
        CommitPolicy policy,
        Duration heartbeat,
        boolean retryForever) {

    /** Runs until it is told to stop. */
    public static RunOptions standard() {
        return new RunOptions(
                new Until.Stopped(),
                false,
                false,
                false,
                TableRequests.NONE,
                CommitPolicy.standard(),
                Duration.ofSeconds(10),
                false);
    }

    public RunOptions until(Until end) {
        return new RunOptions(end, adopt, takeover, standby, tables, policy, heartbeat, retryForever);
    }

    public RunOptions adopt(boolean value) {
        return new RunOptions(until, value, takeover, standby, tables, policy, heartbeat, retryForever);
    }

    public RunOptions takeover(boolean value) {
        return new RunOptions(until, adopt, value, standby, tables, policy, heartbeat, retryForever);
    }

    public RunOptions standby(boolean value) {
        return new RunOptions(until, adopt, takeover, value, tables, policy, heartbeat, retryForever);
    }

    public RunOptions tables(TableRequests value) {
        return new RunOptions(until, adopt, takeover, standby, value, policy, heartbeat, retryForever);
    }

    public RunOptions policy(CommitPolicy value) {
        return new RunOptions(until, adopt, takeover, standby, tables, value, heartbeat, retryForever);
    }

    public RunOptions heartbeat(Duration value) {
        return new RunOptions(until, adopt, takeover, standby, tables, policy, value, retryForever);
    }

    public RunOptions retryForever(boolean value) {
        return new RunOptions(until, adopt, takeover, standby, tables, policy, heartbeat, value);
    }

    /** When a run ends by itself. */
    public sealed interface Until {
        /** Only when it is told to. */
        record Stopped() implements Until {}

        /** When everything that was committed before the start is durable in Kafka. */
        record Now() implements Until {}

        /** At the first boundary at or past a position. */
        record Position(Lsn lsn) implements Until {}

        /** The position, if it is known beforehand. */
        default Optional<Lsn> position() {
            return this instanceof Position known ? Optional.of(known.lsn) : Optional.empty();
        }
    }
}
