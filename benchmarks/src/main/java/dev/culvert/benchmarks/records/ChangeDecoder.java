package dev.culvert.benchmarks.records;

/** Reads the value of a record. Not safe for several threads. */
public interface ChangeDecoder {
    ChangeRecord decode(byte[] value);
}
