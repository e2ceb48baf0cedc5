/**
 * One system alone on one task, from the start of its process until the last of the expected records could be read,
 * and the comparison of several such turns.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.turn.TurnRunner}, {@link dev.culvert.benchmarks.turn.Turns}.
 */
package dev.culvert.benchmarks.turn;
