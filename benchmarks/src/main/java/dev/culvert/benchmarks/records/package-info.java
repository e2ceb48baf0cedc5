/**
 * Reads of a record what the ledgers need, with the plain JSON and Avro libraries: nothing of Culvert is used, so that
 * it is not checked by its own code.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.records.ChangeDecoder}.
 */
package dev.culvert.benchmarks.records;
