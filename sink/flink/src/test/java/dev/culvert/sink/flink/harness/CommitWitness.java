package dev.culvert.sink.flink.harness;

/** Sees the commits of a scene's sink from outside, while a bank is written; also while its store is away. */
public interface CommitWitness extends AutoCloseable {

    /** How many there were. */
    long commits();

    /** Whether one is under way: something is written, and not all of it can be seen. */
    boolean isWithin();

    /**
     * Throws if one of them left what the source never had. When the pipeline has brought everything.
     *
     * @param as what to say of the run
     */
    void requireStates(String as);

    @Override
    void close();
}
