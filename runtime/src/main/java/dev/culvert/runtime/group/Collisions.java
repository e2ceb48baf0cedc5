package dev.culvert.runtime.group;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What two pipelines of one process would share and must not: a name, a slot, a publication, a topic. Told from the definitions
 * alone, before anything is begun, by the addresses as they resolve here. What only the servers can tell is told by them: a slot
 * of a server with two addresses has one owner, and a topic that a pattern leads to is claimed before its first record.
 */
public final class Collisions {
    private Collisions() {}

    /** @throws CulvertException {@link ErrorCode#PIPELINES_COLLIDE}, with a finding for each */
    public static void refuse(List<PipelineDefinition> definitions) {
        List<Footing> all = definitions.stream().map(Footing::of).toList();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                findings.addAll(between(all.get(i), all.get(j)));
            }
        }
        if (findings.size() == 1) {
            throw CulvertException.of(findings, Changed.NOTHING);
        }
        if (!findings.isEmpty()) {
            throw CulvertException.of(
                    ErrorCode.PIPELINES_COLLIDE,
                    definitions.size() + " pipelines",
                    "They would share " + findings.size() + " things.",
                    Changed.NOTHING,
                    "Mend each, or run them in processes of their own.",
                    findings);
        }
    }

    private static List<Finding> between(Footing a, Footing b) {
        if (a.name().equals(b.name())) {
            return List.of(finding(
                    "pipeline " + a.name(),
                    "Two definitions have this name, or one file is given twice.",
                    "Give each a metadata.name of its own."));
        }
        List<Finding> findings = new ArrayList<>();
        if (a.isOnServerOf(b) && a.slot().equals(b.slot())) {
            findings.add(finding(
                    "slot \"" + a.slot() + "\"", both(a, b, "read it"), "Give each a source.slot.name of its own."));
        }
        if (a.isInDatabaseOf(b) && a.publication().equals(b.publication())) {
            findings.add(finding(
                    "publication \"" + a.publication() + "\"",
                    both(a, b, "read by it"),
                    "Give each a source.publication.name of its own."));
        }
        if (a.isOnBrokersOf(b)) {
            Set<String> shared = new TreeSet<>(a.topics());
            shared.retainAll(b.topics());
            shared.forEach(topic -> findings.add(finding(
                    "topic " + topic,
                    both(a, b, "write to it"),
                    "Give it another name in one of them: kafka.topic, or topic of its table.")));
        }
        return findings;
    }

    private static String both(Footing a, Footing b, String what) {
        return "Pipelines " + a.name() + " and " + b.name() + " would both " + what + ".";
    }

    private static Finding finding(String object, String fact, String remedy) {
        return new Finding(ErrorCode.PIPELINES_COLLIDE, Severity.ERROR, object, fact, remedy);
    }
}
