/** A REST catalog of Iceberg's as a process. */
package dev.culvert.testkit.iceberg;
