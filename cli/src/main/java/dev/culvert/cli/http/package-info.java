/** {@code --http}, as every command that serves takes it. */
package dev.culvert.cli.http;
