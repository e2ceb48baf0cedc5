/**
 * Keeps a log of a pipeline's changes in Parquet files, each change once: {@link dev.culvert.sink.flink.files.FilesSink}. A commit record names
 * the files of a commit and the place in the topics that they reach; only then they get the names that readers see. I3: a value is never
 * rounded or cut. I4: what a change did not touch is told by name.
 */
package dev.culvert.sink.flink.files;
