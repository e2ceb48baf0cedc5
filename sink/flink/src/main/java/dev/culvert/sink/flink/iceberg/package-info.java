/**
 * Keeps Iceberg tables equal to a pipeline's: {@link dev.culvert.sink.flink.iceberg.IcebergSink}. What comes between two checkpoints is one
 * transaction of Iceberg in each table, which says in its snapshot how far the table is, so that a replay changes nothing. I3: a value is never
 * rounded or cut. I4: what a change did not touch stays.
 */
package dev.culvert.sink.flink.iceberg;
