package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Sinks have names of their own, servers that outlive a command, and topics in which each change is once. */
final class SinksRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        Set<Object> names = new HashSet<>();
        List<SectionView> sinks = pipeline.children("sinks");
        for (SectionView sink : sinks) {
            sink.value("name", String.class)
                    .filter(name -> !names.add(name))
                    .ifPresent(name -> problems.add(
                            ErrorCode.DEF_CONFLICT,
                            sink.at("name"),
                            sink.path("name"),
                            "Another sink has this name.",
                            "Give each a name of its own."));
            checkType(sink, problems);
            sink.child("postgres").ifPresent(postgres -> {
                checkServer(postgres, problems);
                pipeline.child("source").ifPresent(source -> SinkOfSource.check(source, sink, postgres, problems));
            });
            sink.children("tables").forEach(table -> SinkTablesRule.check(sink, table, problems));
        }
        if (!sinks.isEmpty()) {
            pipeline.child("kafka").ifPresent(kafka -> checkDelivery(kafka, problems));
            pipeline.child("format").ifPresent(format -> SinkTablesRule.checkFormat(format, sinks, problems));
            pipeline.child("format").ifPresent(format -> IcebergRule.checkFormat(format, sinks, problems));
        }
    }

    private static void checkType(SectionView sink, Problems problems) {
        sink.value("type", SinkDefinition.Type.class).ifPresent(type -> {
            String own = section(type);
            Conflicts.need(sink, problems, "the sink is of this type", own);
            Conflicts.refuse(
                    sink,
                    problems,
                    "The sink is of another type.",
                    Stream.of(SinkDefinition.Type.values())
                            .map(SinksRule::section)
                            .filter(section -> !section.equals(own))
                            .toArray(String[]::new));
            sink.child("iceberg").ifPresent(iceberg -> IcebergRule.check(iceberg, problems));
            sink.children("tables").forEach(table -> {
                if (type != SinkDefinition.Type.ICEBERG) {
                    Conflicts.refuse(table, problems, "Only tables of Iceberg are partitioned.", "partitionBy");
                }
                IcebergRule.checkPartitions(table, problems);
            });
        });
    }

    private static String section(SinkDefinition.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static void checkServer(SectionView postgres, Problems problems) {
        PostgresRule.check(postgres, problems);
        if (postgres.given("embedded")) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    postgres.keyAt("embedded"),
                    postgres.path("embedded"),
                    "An embedded server is gone when the command ends, and the tables with it.",
                    "Give url.");
        }
    }

    private static void checkDelivery(SectionView kafka, Problems problems) {
        kafka.value("delivery", KafkaDefinition.Delivery.class)
                .filter(KafkaDefinition.Delivery.AT_LEAST_ONCE::equals)
                .ifPresent(delivery -> problems.add(
                        ErrorCode.DEF_CONFLICT,
                        kafka.at("delivery"),
                        kafka.path("delivery"),
                        "A sink puts transactions back together, and needs each record once.",
                        "Write delivery: exactly-once, or take the sinks out."));
    }
}
