package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A column has one mask, is published, and is masked by a hash if it is of the record's key. */
final class MasksRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("source")
                .map(source -> source.children("tables"))
                .orElse(List.of())
                .forEach(table -> checkTable(table, problems));
    }

    /** Of any entry that has masks. */
    static void checkTable(SectionView table, Problems problems) {
        Set<Object> masked = new HashSet<>();
        for (SectionView mask : table.children("mask")) {
            for (Object column : mask.value("columns", List.class).orElse(List.of())) {
                if (!masked.add(column)) {
                    conflict(mask, "The column \"" + column + "\" has a mask already.", "Keep one.", problems);
                }
                if (isLeftOut(table, column)) {
                    conflict(
                            mask,
                            "The column \"" + column + "\" is not among the columns that are published.",
                            "A column that is left out needs no mask.",
                            problems);
                }
                if (values(table, "key").contains(column) && !mask.given("hash")) {
                    conflict(
                            mask,
                            "The column \"" + column + "\" is of the key, and rows would lose their identity.",
                            "Mask it by hash.",
                            problems);
                }
            }
        }
    }

    private static boolean isLeftOut(SectionView table, Object column) {
        return table.child("columns")
                        .filter(columns -> values(columns, "exclude").contains(column)
                                || columns.given("include")
                                        && !values(columns, "include").contains(column))
                        .isPresent()
                || values(table, "drop").contains(column);
    }

    private static List<?> values(SectionView section, String key) {
        return section.value(key, List.class).orElse(List.of());
    }

    private static void conflict(SectionView mask, String fact, String remedy, Problems problems) {
        problems.add(ErrorCode.DEF_CONFLICT, mask.at("columns"), mask.path("columns"), fact, remedy);
    }
}
