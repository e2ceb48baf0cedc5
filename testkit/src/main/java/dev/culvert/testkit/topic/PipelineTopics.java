package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.RecordDecoder;
import dev.culvert.testkit.record.TableRecord;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TransactionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * All that a pipeline wrote, read once by {@link Builder#read}: the tables rebuilt, and what is wrong with the
 * sequence of changes.
 *
 * <pre>{@code
 * PipelineTopics topics = PipelineTopics.of(kafka.bootstrap())
 *         .avro(registry.url())
 *         .tables("shop.public.orders", "shop.public.customers")
 *         .transactions("shop.transactions")
 *         .read();
 * assertThat(topics.problems()).isEmpty();
 * assertThat(topics.differences("shop.public.orders", TableComparison.of(database, "public", "orders"))).isEmpty();
 * }</pre>
 */
public final class PipelineTopics {
    private final Map<String, TableImage> images;
    private final List<String> problems;
    private final List<TransactionRecord> transactions;
    private final List<DeadLetter> deadLetters;
    private final long records;

    private PipelineTopics(
            Map<String, TableImage> images,
            List<String> problems,
            List<TransactionRecord> transactions,
            List<DeadLetter> deadLetters,
            long records) {
        this.images = images;
        this.problems = List.copyOf(problems);
        this.transactions = List.copyOf(transactions);
        this.deadLetters = List.copyOf(deadLetters);
        this.records = records;
    }

    public static Builder of(String bootstrap) {
        return new Builder(bootstrap);
    }

    /** Everything that is wrong whatever the database holds; see {@link SequenceCheck} and {@link TableImage}. */
    public List<String> problems() {
        return problems;
    }

    /** How the table rebuilt from this topic differs from the database. */
    public List<String> differences(String topic, TableComparison comparison) {
        return comparison.differences(image(topic));
    }

    public TableImage image(String topic) {
        return Optional.ofNullable(images.get(topic))
                .orElseThrow(() -> new IllegalArgumentException("topic " + topic + " was not read"));
    }

    public List<TransactionRecord> transactions() {
        return transactions;
    }

    /** What is in the dead-letter topic, in its order. */
    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** Records of the tables' topics, tombstones included. */
    public long records() {
        return records;
    }

    /** What to read. Not safe for use by several threads. */
    public static final class Builder {
        private final String bootstrap;
        private final Map<String, Object> clientSettings = new LinkedHashMap<>();
        private final List<String> tables = new ArrayList<>();
        private final List<Consumer<Change>> listeners = new ArrayList<>();
        private final List<String> events = new ArrayList<>();
        private Consumer<ConsumerRecord<byte[], byte[]>> eventListener = event -> {};
        private Optional<String> transactions = Optional.empty();
        private Duration limit = Duration.ofMinutes(5);
        private Optional<String> deadLetters = Optional.empty();
        private TopicReader.Isolation isolation = TopicReader.Isolation.COMMITTED;
        private SequenceCheck.Delivery delivery = SequenceCheck.Delivery.EXACTLY_ONCE;
        private RecordDecoder decoder = RecordDecoder.json();

        private Builder(String bootstrap) {
            this.bootstrap = bootstrap;
        }

        /** Records are Avro; the default is JSON. */
        public Builder avro(String registryUrl) {
            decoder = RecordDecoder.avro(registryUrl);
            return this;
        }

        public Builder tables(String... topics) {
            return tables(List.of(topics));
        }

        public Builder tables(Collection<String> topics) {
            tables.addAll(topics);
            return this;
        }

        /**
         * Topics of events, whose records are what the application wrote, with {@code txn_seq} and {@code ordinal} as headers.
         *
         * @param listener sees each, in the order of its partition
         */
        public Builder events(Collection<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
            events.addAll(topics);
            eventListener = listener;
            return this;
        }

        /** The topic {@code <pipeline>.transactions}; without it only what the rows tell is checked. */
        public Builder transactions(String topic) {
            transactions = Optional.of(topic);
            return this;
        }

        public Builder isolation(TopicReader.Isolation newIsolation) {
            isolation = newIsolation;
            return this;
        }

        public Builder delivery(SequenceCheck.Delivery newDelivery) {
            delivery = newDelivery;
            return this;
        }

        /** How long reading may take, each of the two kinds of topics. */
        public Builder limit(Duration newLimit) {
            limit = newLimit;
            return this;
        }

        /** Security settings of the consumer. */
        public Builder clientSetting(String name, Object value) {
            clientSettings.put(name, value);
            return this;
        }

        /** Changes that are in this topic, and so not in their tables'. */
        public Builder deadLetters(String topic) {
            deadLetters = Optional.of(topic);
            return this;
        }

        /** Sees every change too, in the order of its partition. */
        public Builder listener(Consumer<Change> listener) {
            listeners.add(listener);
            return this;
        }

        public PipelineTopics read() {
            TopicReader reader = new TopicReader(bootstrap, clientSettings, limit);
            Reading reading = new Reading(this);
            // the announcements first: what they tell of must then be there, and not the other way round
            List<TransactionRecord> announced = new ArrayList<>();
            transactions.ifPresent(topic ->
                    reader.read(List.of(topic), isolation, record -> announced.add(decoder.transaction(record))));
            reader.read(tables, isolation, reading::take);
            if (!events.isEmpty()) {
                reader.read(events, isolation, reading::takeEvent);
            }
            deadLetters.ifPresent(topic -> {
                DeadLetter.Reader letters = new DeadLetter.Reader();
                reader.read(List.of(topic), isolation, letters);
                reading.take(topic, letters.letters());
            });
            return reading.result(announced, reader.partitions(tables));
        }
    }

    /** What has been read so far. */
    private static final class Reading {
        private final Map<String, TableImage> images = new LinkedHashMap<>();
        private final Builder builder;
        private final SequenceCheck sequence;
        private final List<DeadLetter> letters = new ArrayList<>();
        private long records;

        Reading(Builder builder) {
            this.builder = builder;
            this.sequence = new SequenceCheck(builder.delivery);
            builder.tables.forEach(topic -> {
                TableImage image = new TableImage();
                builder.decoder.newestColumns(topic).ifPresent(image::readAs);
                images.put(topic, image);
            });
        }

        void take(ConsumerRecord<byte[], byte[]> raw) {
            records++;
            TableRecord record = builder.decoder.table(raw);
            images.get(raw.topic()).apply(record);
            if (record instanceof Change change) {
                sequence.add(change);
                builder.listeners.forEach(listener -> listener.accept(change));
            }
        }

        void takeEvent(ConsumerRecord<byte[], byte[]> raw) {
            sequence.add(EventRecord.change(raw));
            builder.eventListener.accept(raw);
        }

        void take(String topic, List<DeadLetter> found) {
            letters.addAll(found);
            found.forEach(letter -> sequence.add(letter, topic));
        }

        PipelineTopics result(List<TransactionRecord> announced, Map<String, Integer> partitions) {
            announced.forEach(sequence::add);
            List<String> problems = new ArrayList<>();
            if (builder.delivery == SequenceCheck.Delivery.EXACTLY_ONCE) {
                images.forEach(
                        (topic, image) -> image.problems().forEach(problem -> problems.add(topic + ": " + problem)));
            }
            problems.addAll(sequence.problems(partitions, builder.transactions.isPresent()));
            return new PipelineTopics(images, problems, announced, letters, records);
        }
    }
}
