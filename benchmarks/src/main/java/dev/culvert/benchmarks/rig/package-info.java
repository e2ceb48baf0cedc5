/**
 * The servers that every benchmark of a run shares.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.rig.Rig}.
 */
package dev.culvert.benchmarks.rig;
