/**
 * What must hold seconds before a turn: one class per gate, {@link dev.culvert.migration.gate.Gates} runs them all. They change
 * nothing.
 */
package dev.culvert.migration.gate;
