/** Commands on replication slots, of Culvert or not: {@code slot list}, {@code show} and {@code drop}. */
package dev.culvert.cli.slot;
