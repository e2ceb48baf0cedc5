/**
 * Flink jobs that land a pipeline's topics in analytics stores. {@link dev.culvert.sink.flink.record} reads records,
 * {@link dev.culvert.sink.flink.merge} puts the partitions back into the order of commits, {@link dev.culvert.sink.flink.source} is
 * Flink's source over both, {@link dev.culvert.sink.flink.postgres} keeps the tables of a PostgreSQL database and
 * {@link dev.culvert.sink.flink.job} is the job.
 */
package dev.culvert.sink.flink;
