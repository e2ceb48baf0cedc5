package dev.culvert.connector.capture;

import dev.culvert.schemas.change.Lsn;
import java.util.OptionalInt;

/**
 * Reads the replication stream of one slot. Used once: made, run, closed.
 *
 * <p>Order of the callbacks: {@code begin (row | truncate | message)* commit}, again and again, in the order of the commits;
 * {@code message} with {@code transactional = false} and {@code idle} may come anywhere. Empty transactions may be left out.
 */
public interface CaptureEngine extends AutoCloseable {

    /**
     * Streams from a boundary until {@link #stop} is called, on the calling thread: every callback comes on it. A handler that
     * blocks holds the stream back; the engine goes on answering the server's keepalives meanwhile. What a handler throws
     * ends the stream and is thrown on.
     *
     * @param start end of a commit record, or a slot's consistent point; the server sends whole transactions after it
     * @throws dev.culvert.schemas.error.CulvertException if the stream cannot be started or breaks; the code's recovery says
     *     whether starting over can help
     */
    void run(Lsn start, ChangeHandler handler);

    /**
     * Says that everything up to here is durable downstream, so that the server may forget it (I1). May be called from within a
     * callback or from any thread; sent to the server soon, at the latest when the engine is closed in good order.
     */
    void confirm(Lsn durable);

    /** Makes {@link #run} return soon, with no regard to boundaries. From any thread; repeating it does nothing. */
    void stop();

    /** Position of the newest WAL that the server has told of, captured or not; {@link Lsn#ZERO} before the first. */
    Lsn received();

    /**
     * Process id of the server's side of the replication connection, also when it is gone; empty before there was one. By it an
     * owner of the slot that the network left behind is known as this engine, and not as somebody else.
     */
    OptionalInt backend();

    /** Ends the replication connection. After it the slot is free, or soon will be. */
    @Override
    void close();
}
