package dev.culvert.sink.flink.record;

/** A record is not one of a pipeline's. The message says why and holds nothing of the record (I12). */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isOfRegistry;

    public UnreadableException(String message) {
        this(message, false);
    }

    private UnreadableException(String message, boolean isOfRegistry) {
        super(message);
        this.isOfRegistry = isOfRegistry;
    }

    /** Of a record whose schema the registry does not have. */
    public static UnreadableException withoutSchema(String message) {
        return new UnreadableException(message, true);
    }

    /** Whether it is the registry that lacks something, and not the record that is wrong: then all others cannot be read either. */
    public boolean isOfRegistry() {
        return isOfRegistry;
    }

    /** The cause is dropped: its message may quote the record. */
    public static UnreadableException because(String message, Exception cause) {
        UnreadableException e =
                new UnreadableException(message + " (" + cause.getClass().getSimpleName() + ")");
        e.setStackTrace(cause.getStackTrace());
        return e;
    }
}
