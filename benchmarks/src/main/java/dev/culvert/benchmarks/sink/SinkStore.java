package dev.culvert.benchmarks.sink;

/** Where the sink of one turn writes to, and how far it is. For one thread. */
interface SinkStore extends AutoCloseable {
    /** What the turn is called by, beside the command. */
    String kind();

    /** The sink in the definition but for its name, as keys of YAML. */
    String definition();

    /** @return whether the last row is known to be there */
    boolean look();

    /** When the last row was there, by {@link System#nanoTime}; after a look that saw it. */
    long arrivedAt();

    /** From the start of whoever writes until the last row. */
    double seconds();

    /** Throws unless it has the source's rows, each as it is there. @param system which brought them */
    void requireEqual(String system);

    @Override
    void close();
}
