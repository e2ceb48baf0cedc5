package dev.culvert.sink.kafka.client;

import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients for one Kafka cluster as a definition says. Thread-safe. Secrets are read anew for each client, so that a
 * rotated one is picked up; {@code config.providers} is never set, so nothing in a setting is ever looked up.
 */
public final class KafkaClients {
    private final KafkaDefinition definition;
    private final String bootstrap;
    private final String clientId;

    private KafkaClients(KafkaDefinition definition, String bootstrap, String clientId) {
        this.definition = definition;
        this.bootstrap = bootstrap;
        this.clientId = clientId;
    }

    /**
     * @param bootstrapOverride the address of a broker that Culvert started itself, for {@code embedded: true}
     * @param clientId how the clients call themselves in the brokers' logs and quotas
     */
    public static KafkaClients of(KafkaDefinition definition, Optional<String> bootstrapOverride, String clientId) {
        String bootstrap = bootstrapOverride
                .or(definition::bootstrap)
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.DEF_MISSING_KEY,
                        "kafka.bootstrap",
                        "No address of a broker is given.",
                        Changed.NOTHING,
                        "Give kafka.bootstrap: host:port, or kafka.embedded: true."));
        return new KafkaClients(definition, bootstrap, clientId);
    }

    /** The addresses, for people. */
    public String bootstrap() {
        return bootstrap;
    }

    public KafkaDefinition definition() {
        return definition;
    }

    /** The settings of a producer, the defaults included. */
    public Map<String, String> producerSettings() {
        return ProducerSettings.with(definition.producer());
    }

    /** @throws CulvertException if a client cannot be made of the settings */
    public Admin admin() {
        Map<String, Object> settings = common();
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put("default.api.timeout.ms", 20_000);
        return made(() -> Admin.create(settings));
    }

    /**
     * A consumer that belongs to no group and sees only what is committed.
     *
     * @throws CulvertException if a client cannot be made of the settings
     */
    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = common();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
        // all that read with it stop at a known end: a fetch that waits there for more holds up the one after it
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return made(() -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /**
     * An idempotent producer.
     *
     * @param transactionalId makes it a transactional one
     * @throws CulvertException if a client cannot be made of the settings
     */
    public KafkaProducer<byte[], byte[]> producer(Optional<String> transactionalId) {
        Map<String, Object> settings = common();
        settings.putAll(ProducerSettings.with(definition.producer()));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        transactionalId.ifPresent(id -> settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
        if (transactionalId.isEmpty()) {
            settings.remove(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        }
        return made(() -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(SecuritySettings.of(definition.security()));
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put("enable.metrics.push", false);
        return settings;
    }

    private <T> T made(java.util.function.Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            throw KafkaErrors.settings(e, bootstrap);
        }
    }
}
