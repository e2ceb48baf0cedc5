/**
 * Child processes that never outlive the JVM that started them, however that JVM ends.
 *
 * <p>Core types: {@link dev.culvert.testkit.process.ServerProcess}, a child with its log and signals;
 * {@link dev.culvert.testkit.process.Reaper}, the shell that outlives the JVM just long enough to end its children
 * and remove its directories; {@link dev.culvert.testkit.process.Deadline}, waiting for a condition;
 * {@link dev.culvert.testkit.process.SharedClasses} and {@link dev.culvert.testkit.process.ProgramClasses}, which halve what the start of a JVM takes.
 */
package dev.culvert.testkit.process;
