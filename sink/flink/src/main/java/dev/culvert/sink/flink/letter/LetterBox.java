package dev.culvert.sink.flink.letter;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.meter.LetterMeters;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordId;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.record.LetterPieces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/**
 * Takes what a sink cannot apply, and makes it durable before the sink commits. Each sending is a transaction of Kafka: a letter is there with
 * all its pieces, or not. What was sent and not committed by the store comes again, and is known then. Thread-safe.
 */
public final class LetterBox implements AutoCloseable {
    private static final long MOST_BYTES = 16L << 20;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final LetterTopic topic;
    private final LetterForm form;
    private final KnownLetters known;
    private final LetterMeters meters;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Store store;
    private final List<Letter> pending = new ArrayList<>();
    private long bytes;

    /**
     * Whose letters they are.
     *
     * @param committed whether it has a record
     * @param requireMine throws if it says that another run writes to it now
     */
    public record Store(BiPredicate<Place, Long> committed, Runnable requireMine) {}

    private LetterBox(
            LetterTopic topic,
            LetterForm form,
            KnownLetters known,
            LetterMeters meters,
            KafkaProducer<byte[], byte[]> producer,
            Store store) {
        this.store = store;
        this.topic = topic;
        this.form = form;
        this.known = known;
        this.meters = meters;
        this.producer = producer;
    }

    /**
     * Empty where the sink stops instead.
     *
     * @param writer which of those that write the sink, from 0
     * @throws CulvertException {@link ErrorCode#TOPIC_MISSING}; as Kafka's clients say
     */
    public static Optional<LetterBox> open(
            PipelineTopics topics, SinkDefinition sink, int writer, Store store, SinkWriterMetricGroup metrics) {
        if (!sink.writesLetters()) {
            return Optional.empty();
        }
        String pipeline = topics.definition().name();
        LetterTopic topic = new LetterTopic(topics, sink);
        topic.require();
        KafkaProducer<byte[], byte[]> producer = topics.producer(topic.purpose(writer));
        try {
            producer.initTransactions(); // from here on nothing of a former run comes any more
            Map<String, String> ids = new HashMap<>();
            KnownLetters known = new KnownLetters(
                    name -> {
                        if (!ids.containsKey(name)) {
                            topics.tables().forEach(each -> ids.put(each.topic(), each.id()));
                        }
                        return ids.getOrDefault(name, "");
                    },
                    record -> store.committed().test(new Place(record.topic(), record.partition()), record.offset()));
            topic.readAll(known::read);
            return Optional.of(new LetterBox(
                    topic,
                    new LetterForm(pipeline, sink.name()),
                    known,
                    new LetterMeters(pipeline, sink.name(), metrics),
                    producer,
                    store));
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw KafkaErrors.translate(e, "topic " + topic.name(), "opening it", Changed.NOTHING);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** A row that is refused, as it would have arrived. @param target its table in the store */
    public void row(TableId table, TableId target, Change change, Refusal why) {
        add(form.row(table, target, Optional.empty(), change, why));
    }

    /** A change of key whose new row is refused: neither half was applied. */
    public void move(TableId table, TableId target, Change from, Change to, Refusal why) {
        add(form.row(table, target, Optional.of(from), to, why));
    }

    /** A record that cannot be read. @param key null if it has none @param value null if nobody may see it */
    public void record(TableId table, RecordId record, byte[] key, byte[] value, Refusal why) {
        add(form.record(table, record, key, value, why));
    }

    private synchronized void add(Letter letter) {
        if (!known.isNew(letter.record())) {
            return; // a former run has sent it
        }
        pending.add(letter);
        bytes += letter.document().length;
        if (bytes > MOST_BYTES) {
            send(); // early does no harm
        }
    }

    /** Makes all that was taken durable. */
    public synchronized void send() {
        if (pending.isEmpty()) {
            return;
        }
        topic.require();
        try {
            producer.beginTransaction();
            pending.forEach(this::send);
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw notSent(KafkaErrors.translate(e, "topic " + topic.name(), "sending dead letters", Changed.NOTHING));
        }
        pending.forEach(letter -> meters.sent(letter.table()));
        pending.clear();
        bytes = 0;
    }

    /** A newer run has the transactional id too: the store's word for it is the one that people know. */
    private CulvertException notSent(CulvertException error) {
        if (error.code() != ErrorCode.KAFKA_FENCED) {
            return error;
        }
        store.requireMine().run();
        return new CulvertException(
                ErrorCode.KAFKA_FENCED,
                error.object(),
                error.fact(),
                Changed.NOTHING,
                "Start it again. If that comes back, see which other sink has this one's name, of a pipeline of the same name.",
                error);
    }

    private void send(Letter letter) {
        Map<String, String> headers = new LinkedHashMap<>(letter.headers());
        headers.put("record", known.words(letter.record()));
        LetterPieces.write(topic.name(), letter.key(), letter.document(), headers, producer::send);
    }

    /** The store has committed what lacks them. */
    public synchronized void committed() {
        known.committed();
    }

    /** What was not sent comes again. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
