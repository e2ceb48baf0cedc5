package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Patterns that are none, and entries of {@code include} that {@code exclude} takes back. */
final class MigrationTablesRule implements Rule {
    @Override
    public void check(SectionView definition, Problems problems) {
        definition.child("tables").ifPresent(tables -> {
            List<TablePattern> excluded = patterns(tables, "exclude", problems);
            for (TablePattern included : patterns(tables, "include", problems)) {
                excluded.stream()
                        .filter(pattern -> pattern.covers(included))
                        .findFirst()
                        .ifPresent(pattern -> problems.add(
                                ErrorCode.DEF_CONFLICT,
                                tables.at("exclude"),
                                tables.path("exclude"),
                                "The entry " + pattern + " takes back all that " + included + " includes.",
                                "Take one of them out."));
            }
        });
    }

    private static List<TablePattern> patterns(SectionView tables, String key, Problems problems) {
        List<TablePattern> patterns = new ArrayList<>();
        List<?> texts = tables.value(key, List.class).orElse(List.of());
        for (int i = 0; i < texts.size(); i++) {
            Optional<TablePattern> pattern = TablePattern.parse((String) texts.get(i));
            pattern.ifPresent(patterns::add);
            if (pattern.isEmpty()) {
                Conflicts.noTable(tables.at(key), tables.path(key) + "[" + i + "]", problems);
            }
        }
        return patterns;
    }
}
