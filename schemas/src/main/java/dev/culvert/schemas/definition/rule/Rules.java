package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import java.util.List;

/** All rules. */
public final class Rules {
    private static final List<Rule> ALL = List.of(
            new SourceRule(),
            new TablesRule(),
            new TableColumnsRule(),
            new KafkaRule(),
            new KafkaSecurityRule(),
            new ProducerRule(),
            new FormatRule(),
            new AlertsRule());

    private Rules() {}

    /** Adds what a definition breaks. */
    public static void check(SectionView pipeline, Problems problems) {
        ALL.forEach(rule -> rule.check(pipeline, problems));
    }
}
