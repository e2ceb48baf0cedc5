/**
 * From nothing to a stream: {@link dev.culvert.migration.start.Starter} takes the steps, each of which can be repeated;
 * {@link dev.culvert.migration.start.Pauser} holds them, {@link dev.culvert.migration.start.Canceller} takes them back.
 *
 * <p>Enforced here: I8 (the target is closed before its first row), I10.
 */
package dev.culvert.migration.start;
