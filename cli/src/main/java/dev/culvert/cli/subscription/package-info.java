/** Commands on subscriptions, of Culvert or not: {@code subscription list}, {@code show} and {@code drop}. */
package dev.culvert.cli.subscription;
