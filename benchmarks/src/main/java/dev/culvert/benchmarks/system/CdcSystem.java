package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.records.ChangeDecoder;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.Locale;

/** Something that carries changes of the orders table into a Kafka topic. */
public interface CdcSystem {
    String name();

    /** What a reader of the report must know: version, format, guarantee, JVM. */
    String description();

    /**
     * Starts it on {@code task} and returns at once. The topic is there only when the system expects that.
     */
    RunningSystem start(Task task);

    ChangeDecoder decoder();

    /** A name for this system's {@link Task}. */
    default String taskName(String benchmark) {
        return benchmark + "_" + name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    /**
     * @param name unique in a run; letters, digits and underscores
     * @param database that holds the orders table and its publication
     * @param slot to read from, or to make for a snapshot
     * @param mode where it begins
     */
    record Task(String name, PostgresDatabase database, String slot, Mode mode) {}

    enum Mode {
        /** At the point of the slot, which is there. */
        STREAM,
        /** With a snapshot; the slot is not there yet. */
        SNAPSHOT
    }
}
