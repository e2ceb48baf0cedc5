package dev.culvert.sink.flink.record;

/** Reads the records of one pipeline. For one thread. */
public interface RecordReader {

    /**
     * A record of a table's topic, with the columns that the topic's newest records have.
     *
     * @param key null if it has none
     * @param value not null: a tombstone says nothing that the delete before it did not
     * @throws UnreadableException if it is not one
     * @throws dev.culvert.schemas.error.CulvertException from the registry
     */
    Change change(String topic, byte[] key, byte[] value);

    /** A record of the topic of transactions. */
    Announcement announcement(byte[] value);
}
