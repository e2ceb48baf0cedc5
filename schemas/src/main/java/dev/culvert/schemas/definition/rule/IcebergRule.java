package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.IcebergDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/** What each kind of Iceberg catalog needs, and has no use for. */
final class IcebergRule {
    private static final Pattern PARTITION = Pattern.compile(
            "(years?|months?|days?|hours?)\\([^()]+\\)|(bucket|truncate)\\([0-9]{1,9}, *[^()]+\\)|[^()]+");

    private IcebergRule() {}

    static void check(SectionView iceberg, Problems problems) {
        iceberg.value("catalog", IcebergDefinition.Catalog.class).ifPresent(catalog -> {
            switch (catalog) {
                case REST -> Conflicts.need(iceberg, problems, "a REST catalog has an address", "uri");
                case JDBC -> Conflicts.need(iceberg, problems, "the tables' files are in it", "warehouse");
                case HADOOP -> {
                    Conflicts.need(iceberg, problems, "the tables are in it", "warehouse");
                    Conflicts.refuse(iceberg, problems, "A catalog of folders has only a warehouse.", "uri");
                }
            }
            if (catalog != IcebergDefinition.Catalog.JDBC) {
                Conflicts.refuse(iceberg, problems, "Only a JDBC catalog has a user.", "user", "password");
            }
        });
    }

    static void checkPartitions(SectionView table, Problems problems) {
        table.value("partitionBy", List.class).ifPresent(list -> {
            for (Object each : list) {
                if (!PARTITION.matcher(each.toString()).matches()) {
                    problems.add(
                            ErrorCode.DEF_VALUE,
                            table.at("partitionBy"),
                            table.path("partitionBy"),
                            "\"" + each + "\" is no way to partition.",
                            "Write a column, or years(column), months(column), days(column), hours(column), bucket(N, column),"
                                    + " truncate(N, column).");
                }
            }
        });
    }

    /** Types are Avro's to tell, and Iceberg and Parquet have types. */
    static void checkFormat(SectionView format, List<SectionView> sinks, Problems problems) {
        boolean any = sinks.stream().anyMatch(sink -> sink.value("type", SinkDefinition.Type.class)
                .filter(type -> type != SinkDefinition.Type.POSTGRES)
                .isPresent());
        format.value("value", FormatDefinition.Value.class)
                .filter(value -> any && value == FormatDefinition.Value.JSON)
                .ifPresent(value -> problems.add(
                        ErrorCode.DEF_CONFLICT,
                        format.at("value"),
                        format.path("value"),
                        "Records in JSON do not tell the types of columns, which Iceberg tables and Parquet files need.",
                        "Write value: avro, or take the sink out."));
    }
}
