package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.writer.TransactionalId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/**
 * Begins and aborts a transaction, under a transactional id of its own: that of the pipeline would fence it. So an ACL must be for
 * the prefix, as is documented.
 */
final class TransactionCheck implements Check {
    private final KafkaClients clients;
    private final String transactionalId;

    TransactionCheck(KafkaClients clients, String pipeline) {
        this.clients = clients;
        this.transactionalId = TransactionalId.of("doctor", 0, pipeline);
    }

    @Override
    public String title() {
        return "Kafka transactions";
    }

    @Override
    public List<Finding> run() {
        String object = "transactional id " + transactionalId;
        try {
            KafkaProducer<byte[], byte[]> producer = clients.producer(Optional.of(transactionalId));
            try {
                producer.initTransactions();
                producer.beginTransaction();
                producer.abortTransaction();
            } finally {
                producer.close(Duration.ZERO);
            }
            return List.of(
                    Findings.passed(ErrorCode.KAFKA_NO_TRANSACTIONS, object, "A transaction was begun and aborted."));
        } catch (KafkaException e) {
            return List.of(
                    Findings.error(KafkaErrors.translate(e, object, "beginning a transaction", Changed.NOTHING)));
        } catch (CulvertException e) {
            return List.of(Findings.error(e));
        }
    }
}
