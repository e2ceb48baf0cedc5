package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.record.Columns;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;

/** Makes a table that is missing: without partitions first, so that there are deletes which count in all of them, and then with. */
final class TableMaking {
    private static final Pattern TIME = Pattern.compile("(year|month|day|hour)s?\\((.+)\\)");
    private static final Pattern WIDTH = Pattern.compile("(bucket|truncate)\\(([0-9]{1,9}), *(.+)\\)");

    private TableMaking() {}

    static Table make(Lake lake, IcebergTarget target, TableId source, Columns columns, List<String> key) {
        TableIdentifier name = target.target(source);
        List<String> partitionBy = target.partitionBy(source);
        for (String each : partitionBy) {
            if (columns.indexOf(column(each)) < 0) {
                throw TableShape.refuse(
                        name,
                        "It is to be partitioned by " + each + ", and the source has no column \"" + column(each)
                                + "\".",
                        "Correct sinks[].tables[].partitionBy.");
            }
        }
        Table table = lake.create(
                name,
                TableShape.of(name, columns, key),
                Map.of(
                        "format-version",
                        Integer.toString(target.iceberg().formatVersion()),
                        TablePlace.SINK,
                        target.name(),
                        "write.metadata.delete-after-commit.enabled",
                        "true"));
        if (!partitionBy.isEmpty() && table.spec().isUnpartitioned()) {
            UpdatePartitionSpec update = table.updateSpec();
            partitionBy.forEach(each -> update.addField(term(each)));
            update.commit();
            table.refresh();
        }
        return table;
    }

    private static String column(String partition) {
        Matcher time = TIME.matcher(partition);
        Matcher width = WIDTH.matcher(partition);
        return time.matches()
                ? time.group(2).strip()
                : width.matches() ? width.group(3).strip() : partition;
    }

    private static Term term(String partition) {
        String column = column(partition);
        Matcher time = TIME.matcher(partition);
        if (time.matches()) {
            return switch (time.group(1)) {
                case "year" -> Expressions.year(column);
                case "month" -> Expressions.month(column);
                case "day" -> Expressions.day(column);
                default -> Expressions.hour(column);
            };
        }
        Matcher width = WIDTH.matcher(partition);
        if (width.matches()) {
            int number = Integer.parseInt(width.group(2));
            return width.group(1).equals("bucket")
                    ? Expressions.bucket(column, number)
                    : Expressions.truncate(column, number);
        }
        return Expressions.ref(column);
    }
}
