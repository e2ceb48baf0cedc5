/** What {@code plan}, {@code apply}, {@code status}, {@code pause}, {@code resume} and {@code destroy} do with a replication. */
package dev.culvert.cli.replication;
