/** Waiting until changes are where somebody reads them: in Kafka, or in a sink. */
package dev.culvert.sink.flink.reach;
