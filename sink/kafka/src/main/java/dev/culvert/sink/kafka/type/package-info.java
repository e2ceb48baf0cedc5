/**
 * One codec for each PostgreSQL type: PostgreSQL's own text in, Avro or JSON out.
 * {@link dev.culvert.sink.kafka.type.Codecs} finds the {@link dev.culvert.sink.kafka.type.ValueCodec} of a type.
 *
 * <p>Enforced here: I3, what comes out holds all that the text said, or an {@link dev.culvert.sink.kafka.type.Undecodable} is
 * thrown; I12, which names the reason and never the value.
 */
package dev.culvert.sink.kafka.type;
