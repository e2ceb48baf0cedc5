/**
 * A running pipeline: PipelineRunner starts it, keeps it going and ends it. It puts the capture
 * engine, the snapshot and the Kafka writer together and knows nothing of JDBC's or of Avro's details.
 *
 * <p>Enforced here: I1, I2, I6 and I11.
 */
package dev.culvert.runtime;
