/** The traffic of a definition: {@link dev.culvert.migration.traffic.setup.DefinedTraffic}. */
package dev.culvert.migration.traffic.setup;
