package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How tables arrive: names that are names, columns that have one fate each. */
final class SinkTablesRule {
    private static final Set<String> METADATA = Set.of("op", "lsn", "committedAt", "table");
    private static final String NAME = "[^\"\\s.*?]+";
    /** What PostgreSQL keeps of a name, in bytes of UTF-8. */
    private static final int LONGEST = 63;

    private SinkTablesRule() {}

    static void check(SectionView sink, SectionView table, Problems problems) {
        table.value("table", String.class)
                .filter(text -> TablePattern.parse(text).isEmpty())
                .ifPresent(text -> Conflicts.noTable(table.at("table"), table.path("table"), problems));
        table.value("into", String.class).ifPresent(into -> checkInto(sink, table, into, problems));
        checkRenames(table, problems);
        checkMetadata(table, problems);
        boolean marks = table.value("deletes", SinkTable.Deletes.class)
                .filter(SinkTable.Deletes.MARK::equals)
                .isPresent();
        if (marks && table.given("where")) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    table.at("deletes"),
                    table.path("deletes"),
                    "A row that does not fit the filter any more would stay, with values that nobody keeps.",
                    "Take where or deletes out.");
        }
        if (is(sink, SinkDefinition.Type.FILES)) {
            Conflicts.refuse(table, problems, "A log tells of each change what it was anyway.", "metadata", "deletes");
        }
        MasksRule.checkTable(table, problems);
    }

    private static boolean is(SectionView sink, SinkDefinition.Type wanted) {
        return sink.value("type", SinkDefinition.Type.class)
                .filter(wanted::equals)
                .isPresent();
    }

    private static void checkInto(SectionView sink, SectionView table, String into, Problems problems) {
        boolean named = into.matches(NAME)
                || TablePattern.parse(into).flatMap(TablePattern::exact).isPresent();
        if (!named || isTooLong(into)) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    table.at("into"),
                    table.path("into"),
                    "This is no name of a table, or longer than " + LONGEST + " bytes.",
                    "Write name, or schema.name; a name with a dot, a space or a quote stands in double quotes.");
        }
        boolean several = table.value("table", String.class)
                .flatMap(TablePattern::parse)
                .filter(pattern -> pattern.exact().isEmpty())
                .isPresent();
        if (several && is(sink, SinkDefinition.Type.FILES)) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    table.at("into"),
                    table.path("into"),
                    "Several tables go into one, and a log has each in a folder of its own.",
                    "Take into out, and read the folders together.");
        } else if (several && !list(table, "metadata").contains("table")) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    table.at("into"),
                    table.path("into"),
                    "Several tables go into one, and nothing tells their rows apart.",
                    "Add metadata: [table].");
        }
    }

    private static void checkRenames(SectionView table, Problems problems) {
        Set<Object> from = new HashSet<>();
        Set<Object> to = new HashSet<>();
        for (SectionView rename : table.children("rename")) {
            rename.value("column", String.class)
                    .filter(column -> !from.add(column) || list(table, "drop").contains(column))
                    .ifPresent(column -> conflict(
                            rename,
                            "column",
                            "The column \"" + column + "\" has another name, or is dropped.",
                            problems));
            rename.value("to", String.class)
                    .filter(column -> column.isEmpty() || isTooLong(column))
                    .ifPresent(column -> problems.add(
                            ErrorCode.DEF_VALUE,
                            rename.at("to"),
                            rename.path("to"),
                            "A name of a column has 1 to " + LONGEST + " bytes.",
                            "Give it a shorter one."));
            rename.value("to", String.class)
                    .filter(column -> !to.add(column))
                    .ifPresent(
                            column -> conflict(rename, "to", "Another column is called \"" + column + "\".", problems));
        }
    }

    private static void conflict(SectionView rename, String key, String fact, Problems problems) {
        problems.add(ErrorCode.DEF_CONFLICT, rename.at(key), rename.path(key), fact, "Keep one of them.");
    }

    private static boolean isTooLong(String name) {
        return TablePattern.parse(name)
                .flatMap(TablePattern::exact)
                .map(table -> Stream.of(table.schema(), table.name()))
                .orElse(Stream.of(name))
                .anyMatch(each -> each.getBytes(StandardCharsets.UTF_8).length > LONGEST);
    }

    private static void checkMetadata(SectionView table, Problems problems) {
        for (Object each : list(table, "metadata")) {
            if (!METADATA.contains(each.toString())) {
                problems.add(
                        ErrorCode.DEF_VALUE,
                        table.at("metadata"),
                        table.path("metadata"),
                        "\"" + each + "\" is nothing that is known of a change.",
                        "Write some of op, lsn, committedAt, table.");
            }
        }
    }

    /** JSON tells neither types nor, of a deleted row, the other columns. */
    static void checkFormat(SectionView format, List<SectionView> sinks, Problems problems) {
        boolean json = format.value("value", FormatDefinition.Value.class)
                .filter(FormatDefinition.Value.JSON::equals)
                .isPresent();
        if (!json) {
            return;
        }
        sinks.stream().flatMap(sink -> sink.children("tables").stream()).forEach(table -> {
            Conflicts.refuse(table, problems, "Records in JSON do not tell the types of columns.", "where");
            Conflicts.refuse(
                    table,
                    problems,
                    "Records in JSON do not tell which columns there are, and a name that is written wrong would let a column through.",
                    "drop",
                    "mask");
            table.value("deletes", SinkTable.Deletes.class)
                    .filter(SinkTable.Deletes.MARK::equals)
                    .ifPresent(mark -> problems.add(
                            ErrorCode.DEF_CONFLICT,
                            table.at("deletes"),
                            table.path("deletes"),
                            "Records in JSON do not tell the columns of a row that is deleted.",
                            "Write deletes: remove, or let the pipeline write Avro (format.value)."));
        });
    }

    private static List<?> list(SectionView section, String key) {
        return section.value(key, List.class).orElse(List.of());
    }
}
