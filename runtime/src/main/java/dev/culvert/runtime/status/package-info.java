/**
 * What a running pipeline knows of itself. {@link dev.culvert.runtime.status.StatusBoard} collects it from the threads that do
 * the work, LagClock turns positions into seconds, and {@link dev.culvert.runtime.status.StatusView} makes the status record
 * of it, with the rates of the last seconds and the alerts that hold. What is not known is empty, never 0.
 *
 */
package dev.culvert.runtime.status;
