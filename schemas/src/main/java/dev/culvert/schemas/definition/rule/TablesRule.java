package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Patterns that are none, entries that no table can reach, topics of more than one table. */
final class TablesRule implements Rule {
    private final Function<SectionView, List<SectionView>> where;

    /** @param where the entries in a document */
    TablesRule(Function<SectionView, List<SectionView>> where) {
        this.where = where;
    }

    @Override
    public void check(SectionView definition, Problems problems) {
        List<SectionView> tables = where.apply(definition);
        Map<SectionView, TablePattern> earlier = new LinkedHashMap<>();
        Map<String, SectionView> topics = new HashMap<>();
        for (SectionView table : tables) {
            Optional<String> text = table.value("table", String.class);
            Optional<TablePattern> pattern = text.flatMap(TablePattern::parse);
            if (text.isPresent() && pattern.isEmpty()) {
                Conflicts.noTable(table.at("table"), table.path("table"), problems);
            }
            pattern.ifPresent(found -> {
                checkReachable(table, found, earlier, problems);
                checkTopic(table, found, topics, problems);
                earlier.put(table, found);
            });
        }
    }

    private static void checkReachable(
            SectionView table, TablePattern pattern, Map<SectionView, TablePattern> earlier, Problems problems) {
        for (Map.Entry<SectionView, TablePattern> entry : earlier.entrySet()) {
            int line = entry.getKey().at("table").line();
            if (entry.getValue().equals(pattern)) {
                problems.add(
                        ErrorCode.DEF_CONFLICT,
                        table.at("table"),
                        table.path("table"),
                        "There is an entry for " + pattern + " already, in line " + line + ".",
                        "Take one of them out.");
                return;
            }
            if (entry.getValue().covers(pattern)) {
                problems.add(
                        ErrorCode.DEF_CONFLICT,
                        table.at("table"),
                        table.path("table"),
                        "No table gets here: the first entry that matches counts, and " + entry.getValue() + " in line "
                                + line + " matches all that " + pattern + " does.",
                        "Put this entry before the one in line " + line + ".");
                return;
            }
        }
    }

    private static void checkTopic(
            SectionView table, TablePattern pattern, Map<String, SectionView> topics, Problems problems) {
        Optional<String> topic = table.value("topic", String.class);
        if (topic.isEmpty()) {
            return;
        }
        if (pattern.exact().isEmpty()) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    table.at("topic"),
                    table.path("topic"),
                    "Every table that matches " + pattern + " would share this topic.",
                    "Name one table, or take topic out and use kafka.topic.");
            return;
        }
        SectionView other = topics.putIfAbsent(topic.get(), table);
        if (other != null) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    table.at("topic"),
                    table.path("topic"),
                    "The topic belongs to the entry in line "
                            + other.at("table").line() + " already.",
                    "Give each table a topic of its own.");
        }
    }
}
