/**
 * The topic with one record per PostgreSQL transaction: {@link dev.culvert.sink.kafka.transaction.TransactionLog}.
 */
package dev.culvert.sink.kafka.transaction;
