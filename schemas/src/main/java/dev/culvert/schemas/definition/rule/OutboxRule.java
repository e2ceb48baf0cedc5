package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;

/** An outbox is one table, and its events have topics and keys of their own. */
final class OutboxRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("source").ifPresent(source -> source.children("tables").stream()
                .filter(table -> table.given("outbox"))
                .forEach(table -> checkTable(table, problems)));
    }

    private static void checkTable(SectionView table, Problems problems) {
        Conflicts.refuse(table, problems, "An outbox has topics by its events.", "topic");
        Conflicts.refuse(table, problems, "An outbox has keys by its events.", "key");
        table.value("table", String.class)
                .flatMap(TablePattern::parse)
                .filter(pattern -> pattern.exact().isEmpty())
                .ifPresent(pattern -> problems.add(
                        ErrorCode.DEF_CONFLICT,
                        table.at("table"),
                        table.path("table"),
                        "An outbox is one table, and this is a pattern.",
                        "Name the table, in an entry before the pattern's."));
    }
}
