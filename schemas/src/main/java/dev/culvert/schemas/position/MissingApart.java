package dev.culvert.schemas.position;

/**
 * A partition whose rows of before a column have something else in it than {@link ColumnContext#missing} says.
 *
 * @param column {@code attnum} of the column in the root
 * @param partition {@code pg_class.oid}
 * @param absent whether it has no such value, as a partition that was made after the column; otherwise it has another one
 */
public record MissingApart(int column, long partition, boolean absent) {}
