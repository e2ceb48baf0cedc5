package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;

/** The columns of a record key must be among those that are published. */
final class TableColumnsRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("source")
                .map(source -> source.children("tables"))
                .orElse(List.of())
                .forEach(table -> checkTable(table, problems));
    }

    private static void checkTable(SectionView table, Problems problems) {
        table.child("columns").ifPresent(columns -> {
            List<?> included = columns.value("include", List.class).orElse(List.of());
            List<?> excluded = columns.value("exclude", List.class).orElse(List.of());
            for (Object column : table.value("key", List.class).orElse(List.of())) {
                if (excluded.contains(column) || (!included.isEmpty() && !included.contains(column))) {
                    problems.add(
                            ErrorCode.DEF_CONFLICT,
                            table.at("key"),
                            table.path("key"),
                            "The column \"" + column + "\" of the key is not among the columns that are published.",
                            "Publish it, or choose another key.");
                }
            }
        });
    }
}
