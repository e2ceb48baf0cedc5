package dev.culvert.testkit.workload;

/** Something that a committed transaction did to a row, and that must therefore be in a topic once. */
public sealed interface Effect {
    /** A row was inserted or updated; each such statement gives the row a tag that no other has. */
    record Write(long tag) implements Effect {}

    /** A row was deleted, or its key changed to another one. No key is used twice. */
    record Delete(String table, int writer, long n) implements Effect {}
}
