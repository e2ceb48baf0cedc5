package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.topic.ExistingTopic;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How {@code min.insync.replicas} stands to the replication factor of the topics that are there. A record counts as durable when
 * so many brokers have it: too few, and it can be lost; too many, and one broker's absence stops the pipeline.
 */
final class ReplicationCheck implements Check {
    private final KafkaClients clients;
    private final List<WantedTopic> wanted;

    ReplicationCheck(KafkaClients clients, List<WantedTopic> wanted) {
        this.clients = clients;
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public String title() {
        return "min.insync.replicas";
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = clients.admin()) {
            var existing = new Topics(admin)
                    .describe(wanted.stream().map(WantedTopic::name).toList());
            existing.values().forEach(topic -> judge(topic, clients.bootstrap(), findings));
            if (findings.isEmpty()) {
                findings.add(Findings.passed(
                        ErrorCode.TOPIC_DIFFERS,
                        "Kafka at " + clients.bootstrap(),
                        "Durable means at least two brokers on each of " + existing.size()
                                + " topics that are there."));
            }
        } catch (CulvertException e) {
            findings.add(Findings.unknown(e, "Replication"));
        }
        return findings;
    }

    private static void judge(ExistingTopic topic, String bootstrap, List<Finding> findings) {
        int factor = topic.replicationFactor();
        int inSync = Integer.parseInt(topic.config().getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
        String fact = "replication factor " + factor + ", min.insync.replicas " + inSync;
        String remedy = "kafka-configs.sh --bootstrap-server " + bootstrap
                + " --alter --entity-type topics --entity-name " + topic.ref().name()
                + " --add-config min.insync.replicas=" + Math.max(1, Math.min(2, factor - 1));
        if (inSync > factor) {
            findings.add(finding(topic, Severity.ERROR, fact + ": no record is ever taken.", remedy));
        } else if (factor == 1) {
            findings.add(finding(
                    topic,
                    Severity.WARNING,
                    fact + ": a record that counts as durable is lost with one broker.",
                    "Create topics with kafka.create.replicationFactor: 3, or kafka-reassign-partitions.sh."));
        } else if (inSync == 1) {
            findings.add(finding(
                    topic,
                    Severity.WARNING,
                    fact + ": a record counts as durable when one broker has it, and can be lost with that one.",
                    remedy));
        } else if (inSync == factor) {
            findings.add(
                    finding(topic, Severity.WARNING, fact + ": the absence of one broker stops the pipeline.", remedy));
        }
    }

    private static Finding finding(ExistingTopic topic, Severity severity, String fact, String remedy) {
        return new Finding(
                ErrorCode.TOPIC_DIFFERS, severity, "topic " + topic.ref().name(), fact, remedy);
    }
}
