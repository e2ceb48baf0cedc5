package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import java.util.List;

/**
 * A line of the log.
 *
 * @param values of the row's columns, as {@link LogShape} reads them
 * @param texts the same as PostgreSQL writes them
 * @param unchanged names of columns that the change did not touch, and whose values the record does not have (I4)
 * @param from the partition that its record is in
 */
record LogRow(Change change, Object[] values, String[] texts, List<String> unchanged, Place from, long offset) {}
