package dev.culvert.sink.kafka.writer;

/** The transactional id of a pipeline: the same after every restart, another one for another server or pipeline. */
public final class TransactionalId {
    /** What all of them start with, for ACLs. */
    public static final String PREFIX = "culvert.";

    private TransactionalId() {}

    /** @param systemIdentifier of the PostgreSQL server */
    public static String of(String systemIdentifier, String pipeline) {
        return PREFIX + systemIdentifier + "." + pipeline;
    }
}
