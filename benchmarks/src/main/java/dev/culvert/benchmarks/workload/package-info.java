/**
 * What is written, and how each change is known again: every change of a run has a number of its own.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.workload.Backlog}, the arithmetic of numbers and keys;
 * {@link dev.culvert.benchmarks.workload.BacklogWriter}, which writes it;
 * {@link dev.culvert.benchmarks.workload.ChangeLedger}, which ticks changes off.
 */
package dev.culvert.benchmarks.workload;
