package dev.culvert.sink.kafka.topic;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a cluster. Thread-safe as the {@link Admin} is, which stays the caller's. */
public final class Topics {
    private static final int FIRST_ANSWER_MS = 10_000;
    private static final Duration VISIBLE = Duration.ofSeconds(15);

    /** A busy broker makes some hundred topics in a second. */
    private static final Duration VISIBLE_EACH = Duration.ofMillis(20);

    /**
     * A controller makes of a request one record for the topic, one for each partition and each setting, and refuses one that comes to
     * more than 10,000 (QuorumController.MAX_RECORDS_PER_USER_OP).
     */
    private static final int RECORDS_OF_A_REQUEST = 5_000;

    private final Admin admin;

    public Topics(Admin admin) {
        this.admin = admin;
    }

    /**
     * The cluster's id. It is the first question, and the answer is small: brokers that do not give it in ten seconds are not
     * waited for as long as for other answers.
     *
     * @throws CulvertException as {@link KafkaErrors} says
     */
    public String clusterId() {
        return get(
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(FIRST_ANSWER_MS))
                        .clusterId(),
                "Kafka",
                "asking for the cluster's id");
    }

    /**
     * Those of the named topics that are there.
     *
     * @throws CulvertException as {@link KafkaErrors} says
     */
    public SortedMap<String, ExistingTopic> describe(Collection<String> names) {
        SortedMap<String, ExistingTopic> found = new TreeMap<>();
        List<TopicDescription> descriptions = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> entry :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            existing(entry.getKey(), entry.getValue()).ifPresent(descriptions::add);
        }
        List<ConfigResource> resources = descriptions.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        if (resources.isEmpty()) {
            return found;
        }
        Map<ConfigResource, Config> configs =
                get(admin.describeConfigs(resources).all(), "Kafka", "reading the settings of topics");
        for (TopicDescription topic : descriptions) {
            Map<String, String> config = new HashMap<>();
            Config entries = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            for (ConfigEntry entry : entries.entries()) {
                if (entry.value() != null) {
                    config.put(entry.name(), entry.value());
                }
            }
            boolean compacted = config.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "")
                    .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
            found.put(
                    topic.name(),
                    new ExistingTopic(
                            new TopicRef(
                                    topic.name(),
                                    topic.topicId().toString(),
                                    topic.partitions().size(),
                                    compacted),
                            topic.partitions().get(0).replicas().size(),
                            config));
        }
        return found;
    }

    /**
     * The topics, all of which must be there.
     *
     * @throws CulvertException {@link ErrorCode#TOPIC_MISSING} with the names of those that are not
     */
    public SortedMap<String, TopicRef> require(Collection<String> names) {
        SortedMap<String, ExistingTopic> found = describe(names);
        List<String> missing =
                names.stream().filter(name -> !found.containsKey(name)).sorted().toList();
        if (!missing.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.TOPIC_MISSING,
                    "topic " + missing.get(0),
                    missing.size() == 1
                            ? "It does not exist."
                            : "It does not exist, nor do " + String.join(", ", missing.subList(1, missing.size()))
                                    + ".",
                    Changed.NOTHING,
                    "culvert apply FILE makes it.");
        }
        SortedMap<String, TopicRef> refs = new TreeMap<>();
        found.forEach((name, topic) -> refs.put(name, topic.ref()));
        return refs;
    }

    /**
     * Creates topics, and returns when the brokers know them. One that came to be meanwhile is left as it is.
     *
     * @throws CulvertException as {@link KafkaErrors} says; those before it in the order were created
     */
    public void create(Collection<WantedTopic> topics) {
        requests(topics).forEach(this::createAtOnce);
        awaitVisible(topics.stream().map(WantedTopic::name).toList());
    }

    private void createAtOnce(Collection<WantedTopic> topics) {
        for (Map.Entry<String, KafkaFuture<Void>> entry :
                admin.createTopics(newTopics(topics)).values().entrySet()) {
            try {
                entry.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw refused(entry.getKey(), e.getCause());
                }
            } catch (InterruptedException e) {
                throw KafkaErrors.translate(e, "topic " + entry.getKey(), "creating it", Changed.PARTLY);
            }
        }
    }

    /** In parts that the controller takes, in their order. */
    static List<List<WantedTopic>> requests(Collection<WantedTopic> topics) {
        List<List<WantedTopic>> requests = new ArrayList<>();
        int left = 0;
        for (WantedTopic topic : topics) {
            int records = 1 + topic.partitions() + topic.config().size();
            if (records > left || requests.isEmpty()) {
                requests.add(new ArrayList<>());
                left = RECORDS_OF_A_REQUEST;
            }
            requests.get(requests.size() - 1).add(topic);
            left -= records;
        }
        return requests;
    }

    /** Lets the brokers say whether they would create the topics, and creates none; one error for each that they would not. */
    public List<CulvertException> tryCreate(Collection<WantedTopic> topics) {
        List<CulvertException> refusals = new ArrayList<>();
        requests(topics).forEach(request -> tryAtOnce(request, refusals));
        return refusals;
    }

    private void tryAtOnce(Collection<WantedTopic> topics, List<CulvertException> refusals) {
        for (Map.Entry<String, KafkaFuture<Void>> entry : admin.createTopics(
                        newTopics(topics), new CreateTopicsOptions().validateOnly(true))
                .values()
                .entrySet()) {
            try {
                entry.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    refusals.add(refused(entry.getKey(), e.getCause()));
                }
            } catch (InterruptedException e) {
                throw KafkaErrors.translate(e, "topic " + entry.getKey(), "trying to create it", Changed.NOTHING);
            }
        }
    }

    private static List<NewTopic> newTopics(Collection<WantedTopic> topics) {
        List<NewTopic> wanted = new ArrayList<>();
        for (WantedTopic topic : topics) {
            wanted.add(new NewTopic(
                            topic.name(),
                            Optional.of(topic.partitions()),
                            topic.replicationFactor().map(Integer::shortValue))
                    .configs(topic.config()));
        }
        return wanted;
    }

    /** In what a topic differs from what is wanted; empty if in nothing. */
    public static List<TopicDifference> differences(WantedTopic wanted, ExistingTopic actual) {
        List<TopicDifference> differences = new ArrayList<>();
        String name = wanted.name();
        if (wanted.partitions() != actual.ref().partitions()) {
            differences.add(new TopicDifference(
                    name,
                    "partitions",
                    Integer.toString(wanted.partitions()),
                    Integer.toString(actual.ref().partitions()),
                    Severity.ERROR));
        }
        if (wanted.replicationFactor().isPresent() && wanted.replicationFactor().get() != actual.replicationFactor()) {
            differences.add(new TopicDifference(
                    name,
                    "replicationFactor",
                    Integer.toString(wanted.replicationFactor().get()),
                    Integer.toString(actual.replicationFactor()),
                    Severity.WARNING));
        }
        for (Map.Entry<String, String> entry : new TreeMap<>(wanted.config()).entrySet()) {
            String value = actual.config().getOrDefault(entry.getKey(), "");
            if (!value.equals(entry.getValue())) {
                boolean policy = entry.getKey().equals(TopicConfig.CLEANUP_POLICY_CONFIG);
                differences.add(new TopicDifference(
                        name,
                        entry.getKey(),
                        entry.getValue(),
                        value.isEmpty() ? "not set" : value,
                        policy && wanted.own() ? Severity.ERROR : Severity.WARNING));
            }
        }
        return differences;
    }

    /** Those of the named topics that are there and have ever had a record, committed or not. */
    public Set<String> used(Collection<String> names) {
        Set<String> used = new TreeSet<>();
        offsets(names, OffsetSpec.latest()).forEach((partition, end) -> {
            if (end > 0) {
                used.add(partition.topic());
            }
        });
        return used;
    }

    /** Those of the named topics that are there and have records now, or had some in a segment that is not deleted. */
    public Set<String> filled(Collection<String> names) {
        Map<TopicPartition, Long> starts = offsets(names, OffsetSpec.earliest());
        Set<String> filled = new TreeSet<>();
        offsets(names, OffsetSpec.latest()).forEach((partition, end) -> {
            if (end > starts.getOrDefault(partition, 0L)) {
                filled.add(partition.topic());
            }
        });
        return filled;
    }

    private Map<TopicPartition, Long> offsets(Collection<String> names, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        describe(names).forEach((name, topic) -> {
            for (int partition = 0; partition < topic.ref().partitions(); partition++) {
                asked.put(new TopicPartition(name, partition), which);
            }
        });
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(asked).all(), "Kafka", "reading the ends of topics")
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private void awaitVisible(List<String> names) {
        Duration limit = VISIBLE.plus(VISIBLE_EACH.multipliedBy(names.size()));
        long deadline = System.nanoTime() + limit.toNanos();
        while (describe(names).size() < names.size()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new CulvertException(
                        ErrorCode.KAFKA_UNREACHABLE,
                        "Kafka",
                        "Topics were created, and after " + limit.toSeconds() + " s the brokers do not know them yet.",
                        Changed.PARTLY,
                        "Repeat the command.");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static Optional<TopicDescription> existing(String name, KafkaFuture<TopicDescription> future) {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw KafkaErrors.translate(e, "topic " + name, "describing it", Changed.NOTHING);
        } catch (InterruptedException e) {
            throw KafkaErrors.translate(e, "topic " + name, "describing it", Changed.NOTHING);
        }
    }

    private static CulvertException refused(String topic, Throwable cause) {
        if (cause instanceof org.apache.kafka.common.errors.InvalidReplicationFactorException
                || cause instanceof org.apache.kafka.common.errors.InvalidPartitionsException
                || cause instanceof org.apache.kafka.common.errors.InvalidConfigurationException
                || cause instanceof org.apache.kafka.common.errors.InvalidTopicException
                || cause instanceof org.apache.kafka.common.errors.PolicyViolationException) {
            return new CulvertException(
                    ErrorCode.DEF_VALUE,
                    "topic " + topic,
                    "The brokers refuse to create it: " + cause.getMessage(),
                    Changed.PARTLY,
                    "Correct kafka.create (partitions, replicationFactor, config) or the topic's name.");
        }
        return KafkaErrors.translate(cause, "topic " + topic, "creating it", Changed.PARTLY);
    }

    private static <T> T get(KafkaFuture<T> future, String object, String doing) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw KafkaErrors.translate(e, object, doing, Changed.NOTHING);
        }
    }
}
