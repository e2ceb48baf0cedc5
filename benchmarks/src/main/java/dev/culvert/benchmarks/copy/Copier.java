package dev.culvert.benchmarks.copy;

import dev.culvert.testkit.postgres.PostgresDatabase;

/** A way to get a database onto another server. */
interface Copier {

    /** For people, with what decides its speed. */
    String name();

    /** From an empty target to the end. */
    void copy(PostgresDatabase source, PostgresDatabase target);

    /** Takes away what it left on the source; not timed. */
    default void clean(PostgresDatabase source, PostgresDatabase target) {}
}
