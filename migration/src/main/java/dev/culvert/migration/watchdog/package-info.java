/**
 * A second process that ends a turn if the first one cannot: {@link dev.culvert.migration.watchdog.WatchdogProcess} starts it,
 * {@link dev.culvert.migration.watchdog.Watchdog} is it. A pooler never gives up a pause by itself.
 *
 * <p>Enforced here: I9.
 */
package dev.culvert.migration.watchdog;
