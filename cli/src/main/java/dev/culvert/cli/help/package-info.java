/** Commands that explain: {@code explain}, {@code version} and {@code completion}. */
package dev.culvert.cli.help;
