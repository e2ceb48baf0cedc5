/**
 * Puts the records of many partitions back into the order in which the source committed them:
 * {@link dev.culvert.sink.flink.merge.TransactionMerge}. Whoever follows it has, at each end of a transaction, a state that the source had.
 */
package dev.culvert.sink.flink.merge;
