package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/**
 * Whether the brokers have the transaction protocol of KIP-890 ({@code transaction.version=2}, Kafka 4.0). Before it, a late
 * message of one transaction could become part of the next.
 */
final class TransactionVersionCheck implements Check {
    private static final String FEATURE = "transaction.version";
    private static final short WANTED = 2;

    private final KafkaClients clients;

    TransactionVersionCheck(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public String title() {
        return FEATURE;
    }

    @Override
    public List<Finding> run() {
        String object = "Kafka at " + clients.bootstrap();
        try (Admin admin = clients.admin()) {
            FinalizedVersionRange range = admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get(FEATURE);
            int level = range == null ? 0 : range.maxVersionLevel();
            String fact = FEATURE + " is " + level + ".";
            return List.of(
                    level >= WANTED
                            ? Findings.passed(ErrorCode.KAFKA_NO_TRANSACTIONS, object, fact)
                            : new Finding(
                                    ErrorCode.KAFKA_NO_TRANSACTIONS,
                                    Severity.WARNING,
                                    object,
                                    fact
                                            + " Before 2, a request that comes late can tear a transaction apart (KIP-890).",
                                    "kafka-features.sh --bootstrap-server " + clients.bootstrap()
                                            + " upgrade --feature transaction.version=2    (brokers of Kafka 4.0 or newer)"));
        } catch (ExecutionException | InterruptedException e) {
            return List.of(Findings.unknown(
                    KafkaErrors.translate(e, object, "asking for the features", Changed.NOTHING), FEATURE));
        } catch (CulvertException e) {
            return List.of(Findings.unknown(e, FEATURE));
        }
    }
}
