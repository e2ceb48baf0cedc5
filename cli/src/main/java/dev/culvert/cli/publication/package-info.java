/** Commands on publications, of Culvert or not: {@code publication list}, {@code show} and {@code drop}. */
package dev.culvert.cli.publication;
