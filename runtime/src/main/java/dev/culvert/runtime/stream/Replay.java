package dev.culvert.runtime.stream;

import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.InsideTransaction;
import java.util.List;

/**
 * The changes of the first transaction after a boundary that are durable already (I2): they come again, are not written again,
 * and must be the same.
 */
final class Replay {
    private final InsideTransaction written;
    private long seen;

    Replay(InsideTransaction written) {
        this.written = written;
    }

    /**
     * The transaction with the first captured change after the boundary must be the one that was written in part.
     *
     * @throws CulvertException {@link ErrorCode#REPLAY_DIFFERS}
     */
    void begin(long xid) {
        if (xid != written.xid()) {
            throw differs("It has transaction id " + xid + " now.");
        }
    }

    /** Whether it is known which records the changes are; not where another program wrote them. */
    boolean isCounted() {
        return !written.records().isEmpty();
    }

    /** The records that the changes are. */
    List<InsideTransaction.Records> records() {
        return written.records();
    }

    /**
     * Counts a change that came again.
     *
     * @return whether it was the last one
     * @throws CulvertException {@link ErrorCode#REPLAY_DIFFERS} if the changes are not the same
     */
    boolean skip(ChangeChecksum checksum) {
        seen++;
        if (seen < written.changes()) {
            return false;
        }
        if (checksum.value() != written.crc()) {
            throw differs("Its first " + seen + " changes have another checksum.");
        }
        return true;
    }

    /** The transaction ended before all that was written came again. */
    CulvertException tooShort() {
        return differs("It ended after " + seen + " changes.");
    }

    private CulvertException differs(String now) {
        return new CulvertException(
                ErrorCode.REPLAY_DIFFERS,
                "transaction " + written.xid(),
                written.changes() + " of its changes are in Kafka. " + now
                        + " The masks, messages or outbox of the definition must have changed in between, or the publication or"
                        + " a table.",
                Changed.POSITION_KEPT,
                "If the definition was changed, put it back as it was and run it past this transaction: that loses nothing, and"
                        + " the change can come after it. Else: "
                        + RunCommandText.EVERYTHING_ANEW
                        + " copies every table anew: what is in the topics of this transaction"
                        + " cannot be completed.");
    }
}
