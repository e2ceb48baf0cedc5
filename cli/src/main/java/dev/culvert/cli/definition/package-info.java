/** Commands on a definition that need no connection: {@code init} and {@code validate}. */
package dev.culvert.cli.definition;
