package dev.culvert.connector.capture;

import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;

/** Takes the changes of a {@link CaptureEngine}, on the engine's thread. */
public interface ChangeHandler {

    void begin(TransactionBegin begin);

    /** @param row valid during the call only */
    void row(RowCursor row);

    void truncate(Truncate truncate);

    void message(LogicalMessage message);

    void commit(TransactionCommit commit);

    /** Nothing is waiting to be delivered. Called again and again while it is quiet, at most some milliseconds apart. */
    void idle();
}
