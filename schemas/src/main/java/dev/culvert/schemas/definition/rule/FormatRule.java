package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;

/** Avro and its registry. */
final class FormatRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("format").ifPresent(format -> {
            format.value("value", FormatDefinition.Value.class).ifPresent(value -> {
                if (value == FormatDefinition.Value.AVRO) {
                    Conflicts.need(format, problems, "Avro needs a schema registry", "registry");
                } else {
                    Conflicts.refuse(format, problems, "JSON is written without a registry.", "registry");
                }
            });
            format.child("registry").ifPresent(registry -> checkRegistry(registry, problems));
        });
    }

    private static void checkRegistry(SectionView registry, Problems problems) {
        if (registry.given("embedded")) {
            Conflicts.refuse(registry, problems, "An embedded registry has no security.", "user", "password", "caCert");
            return;
        }
        Conflicts.together(registry, problems, "user", "password");
        registry.value("url", String.class)
                .filter(url -> url.startsWith("http:"))
                .ifPresent(url -> Conflicts.refuse(registry, problems, "The address is not https.", "caCert"));
    }
}
