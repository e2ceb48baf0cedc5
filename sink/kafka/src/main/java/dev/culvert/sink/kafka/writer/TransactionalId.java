package dev.culvert.sink.kafka.writer;

/** The transactional id of a pipeline: the same after every restart, another one for another server, database or pipeline. */
public final class TransactionalId {
    /** What all of them start with, for ACLs. */
    public static final String PREFIX = "culvert.";

    private TransactionalId() {}

    /**
     * @param systemIdentifier of the PostgreSQL server
     * @param databaseOid pipelines of one name on two databases of a server must not fence each other before they are told apart
     */
    public static String of(String systemIdentifier, long databaseOid, String pipeline) {
        return PREFIX + systemIdentifier + "." + databaseOid + "." + pipeline;
    }
}
