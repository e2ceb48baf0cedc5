package dev.culvert.runtime.plan;

import dev.culvert.postgres.publication.PublicationDiff;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a pipeline needs, against what is there.
 *
 * @param server who was asked
 * @param selection the tables
 * @param publication what brings the publication to what is wanted
 * @param topics the topic of each table
 * @param generations which topic of the table it is, where it is not the first
 * @param missingTopics those that are not there
 * @param slot the slot, if it is there
 * @param steps everything that {@code apply} would do, in its order
 * @param findings what stands against it, and what is worth knowing
 * @param rows rows that a snapshot would copy, by the server's statistics; empty if it has none
 * @param bytes bytes on disk of the tables that a snapshot would copy
 */
public record PipelinePlan(
        ServerIdentity server,
        TableSelection selection,
        PublicationDiff publication,
        SortedMap<TableId, String> topics,
        Map<TableId, Integer> generations,
        List<WantedTopic> missingTopics,
        Optional<SlotInfo> slot,
        List<PlanStep> steps,
        List<Finding> findings,
        Optional<Long> rows,
        long bytes) {

    public PipelinePlan {
        missingTopics = List.copyOf(missingTopics);
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    /** The same, with its findings told otherwise. */
    public PipelinePlan withFindings(List<Finding> others) {
        return new PipelinePlan(
                server, selection, publication, topics, generations, missingTopics, slot, steps, others, rows, bytes);
    }

    /** What must be mended first. */
    public List<Finding> errors() {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    /** @throws CulvertException that stands for all errors */
    public PipelinePlan orThrow() {
        if (!errors().isEmpty()) {
            throw CulvertException.of(errors(), Changed.NOTHING);
        }
        return this;
    }
}
