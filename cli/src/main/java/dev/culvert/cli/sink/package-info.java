/** {@code culvert sink}. */
package dev.culvert.cli.sink;
