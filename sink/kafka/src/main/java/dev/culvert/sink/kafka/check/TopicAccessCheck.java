package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the brokers let our user do to the topics that are there: they say so themselves. */
final class TopicAccessCheck implements Check {
    private final KafkaClients clients;
    private final List<WantedTopic> wanted;

    TopicAccessCheck(KafkaClients clients, List<WantedTopic> wanted) {
        this.clients = clients;
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public String title() {
        return "Kafka ACLs";
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = clients.admin()) {
            Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                            wanted.stream().map(WantedTopic::name).toList(),
                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
            int looked = 0;
            for (WantedTopic each : wanted) {
                looked += look(each, descriptions.get(each.name()), findings);
            }
            if (findings.isEmpty()) {
                findings.add(Findings.passed(
                        ErrorCode.KAFKA_ACL,
                        "Kafka at " + clients.bootstrap(),
                        "What is needed is allowed on " + looked + " topics that are there."));
            }
        } catch (CulvertException e) {
            findings.add(Findings.unknown(e, "ACLs"));
        }
        return findings;
    }

    private static int look(WantedTopic topic, KafkaFuture<TopicDescription> description, List<Finding> findings) {
        String object = "topic " + topic.name();
        try {
            Set<AclOperation> allowed = description.get().authorizedOperations();
            Set<AclOperation> missing = needed(topic);
            missing.removeAll(allowed == null ? missing : allowed);
            if (!missing.isEmpty()) {
                findings.add(new Finding(
                        ErrorCode.KAFKA_ACL,
                        Severity.ERROR,
                        object,
                        "Our user may not " + missing + " it.",
                        "kafka-acls.sh --add --allow-principal User:<user> --topic " + topic.name() + " "
                                + String.join(
                                        " ",
                                        missing.stream()
                                                .map(each -> "--operation " + each)
                                                .toList())));
            }
            return 1;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                findings.add(Findings.error(KafkaErrors.translate(e, object, "asking for its ACLs", Changed.NOTHING)));
            }
            return 0;
        } catch (InterruptedException e) {
            throw KafkaErrors.translate(e, object, "asking for its ACLs", Changed.NOTHING);
        }
    }

    private static Set<AclOperation> needed(WantedTopic topic) {
        Set<AclOperation> needed = EnumSet.of(AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
        if (topic.own()) {
            needed.add(AclOperation.READ);
        }
        return needed;
    }
}
