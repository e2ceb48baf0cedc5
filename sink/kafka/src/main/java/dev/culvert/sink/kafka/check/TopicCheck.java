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
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Whether the topics that are there are what the definition says, and whether the others could be created. */
final class TopicCheck implements Check {
    private final KafkaClients clients;
    private final List<WantedTopic> wanted;

    TopicCheck(KafkaClients clients, List<WantedTopic> wanted) {
        this.clients = clients;
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public String title() {
        return "topics";
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = clients.admin()) {
            Topics topics = new Topics(admin);
            Map<String, ExistingTopic> existing =
                    topics.describe(wanted.stream().map(WantedTopic::name).toList());
            for (WantedTopic each : wanted) {
                if (existing.containsKey(each.name())) {
                    Topics.differences(each, existing.get(each.name())).stream()
                            .map(difference -> difference.finding(clients.bootstrap()))
                            .forEach(findings::add);
                }
            }
            List<WantedTopic> missing = wanted.stream()
                    .filter(each -> !existing.containsKey(each.name()))
                    .toList();
            topics.tryCreate(missing).forEach(refusal -> findings.add(Findings.error(refusal)));
            if (findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR)) {
                findings.add(Findings.passed(
                        ErrorCode.TOPIC_DIFFERS,
                        "Kafka at " + clients.bootstrap(),
                        existing.size() + " of " + wanted.size() + " topics are there; the others can be created."));
            }
        } catch (CulvertException e) {
            findings.add(Findings.unknown(e, "Topics"));
        }
        return findings;
    }
}
