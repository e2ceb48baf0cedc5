package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import java.util.List;

/** All rules. */
public final class Rules {
    private static final List<Rule> PIPELINE = List.of(
            new SourceRule(),
            new TablesRule(Rules::tablesOfSource),
            new TableColumnsRule(),
            new MasksRule(),
            new OutboxRule(),
            new KafkaRule(),
            new KafkaSecurityRule(),
            new ProducerRule(),
            new FormatRule(),
            new AlertsRule(),
            new SinksRule());

    private static final List<Rule> MIGRATION =
            List.of(new EndpointsRule(), new MigrationTablesRule(), new TrafficRule());

    private static final List<Rule> REPLICATION =
            List.of(new EndpointsRule(), new TablesRule(definition -> definition.children("tables")));

    private Rules() {}

    /** Adds what a definition breaks. */
    public static void check(Kind kind, SectionView definition, Problems problems) {
        of(kind).forEach(rule -> rule.check(definition, problems));
    }

    private static List<Rule> of(Kind kind) {
        return switch (kind) {
            case PIPELINE -> PIPELINE;
            case MIGRATION -> MIGRATION;
            case REPLICATION -> REPLICATION;
        };
    }

    private static List<SectionView> tablesOfSource(SectionView pipeline) {
        return pipeline.child("source").map(source -> source.children("tables")).orElse(List.of());
    }
}
