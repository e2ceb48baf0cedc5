/** Commands on subscriptions, of Culvert or not: {@code subscription list}, {@code show}, {@code create},
 * {@code pause}, {@code resume} and {@code drop}. */
package dev.culvert.cli.subscription;
