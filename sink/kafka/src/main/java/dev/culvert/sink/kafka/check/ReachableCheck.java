package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;

/** Whether the brokers answer, and let us in. */
final class ReachableCheck implements Check {
    private final KafkaClients clients;
    private volatile boolean failed;

    ReachableCheck(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public String title() {
        return "Kafka reachable";
    }

    @Override
    public List<Finding> run() {
        String object = "Kafka at " + clients.bootstrap();
        try (Admin admin = clients.admin()) {
            DescribeClusterResult cluster = admin.describeCluster();
            int brokers = cluster.nodes().get().size();
            String id = cluster.clusterId().get();
            return List.of(Findings.passed(
                    ErrorCode.KAFKA_UNREACHABLE,
                    object,
                    brokers + (brokers == 1 ? " broker" : " brokers") + ", cluster id " + id + "."));
        } catch (ExecutionException | InterruptedException e) {
            failed = true;
            return List.of(Findings.error(KafkaErrors.translate(e, object, "asking for the cluster", Changed.NOTHING)));
        } catch (CulvertException e) {
            failed = true;
            return List.of(Findings.error(e));
        }
    }

    /** Whether it has run, and Kafka was not reached. */
    boolean hasFailed() {
        return failed;
    }
}
