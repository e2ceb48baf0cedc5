/**
 * The systems that are compared, each as its users start it: a process of its own, configured by its own file.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.system.CdcSystem} and its two implementations.
 */
package dev.culvert.benchmarks.system;
