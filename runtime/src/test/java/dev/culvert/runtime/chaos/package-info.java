/**
 * Faults by chance, in any part that a pipeline stands on, under traffic that can be judged to the last row.
 *
 * <p>{@link dev.culvert.runtime.chaos.ChaosIT} runs it; a {@code Schedule} draws the faults from a seed, an {@code Operator} starts
 * the pipeline again and follows the way out of each stop, and {@code Judgement} holds the topics against the database, the ledger
 * and the bank. Every run leaves a report.
 */
package dev.culvert.runtime.chaos;
