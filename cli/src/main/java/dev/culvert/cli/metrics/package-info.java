/** Figures of a migration or a replication in Prometheus' text format. */
package dev.culvert.cli.metrics;
