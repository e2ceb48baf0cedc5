package dev.culvert.sink.flink.record;

/** A record is not one of a pipeline's. The message says why and holds nothing of the record (I12). */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableException(String message) {
        super(message);
    }

    /** The cause is dropped: its message may quote the record. */
    public static UnreadableException because(String message, Exception cause) {
        UnreadableException e =
                new UnreadableException(message + " (" + cause.getClass().getSimpleName() + ")");
        e.setStackTrace(cause.getStackTrace());
        return e;
    }
}
