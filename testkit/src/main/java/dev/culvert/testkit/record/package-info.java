/**
 * Reads the records that Culvert writes, by the description of their format and with the plain Avro library: none of
 * the code that wrote them.
 *
 * <p>Core types: {@link dev.culvert.testkit.record.RecordDecoder}, bytes to {@link dev.culvert.testkit.record.TableRecord};
 * {@link dev.culvert.testkit.record.Cell}, a value in the form in which it can be compared with PostgreSQL's text.
 */
package dev.culvert.testkit.record;
