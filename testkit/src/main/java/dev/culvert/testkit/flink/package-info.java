/** A Flink cluster of separate processes. */
package dev.culvert.testkit.flink;
