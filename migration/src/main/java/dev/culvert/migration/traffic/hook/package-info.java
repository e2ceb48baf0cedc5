/**
 * Programs of the user's as a part of the traffic, for what is not a PgBouncer. They are run without a shell, in a time limit, and
 * with an environment that has no password in it (I12).
 *
 * <p>Core type: {@link dev.culvert.migration.traffic.hook.HookTraffic}.
 */
package dev.culvert.migration.traffic.hook;
