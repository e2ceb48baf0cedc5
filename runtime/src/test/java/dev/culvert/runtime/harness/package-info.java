/** Runs a pipeline in this JVM against real servers, for tests. */
package dev.culvert.runtime.harness;
