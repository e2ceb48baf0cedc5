package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.MapKey;
import java.util.Optional;

/**
 * The settings of Kafka's producer that a definition may change. It is an allow-list: everything that names a class or a JAAS
 * module would run code (CVE-2023-25194); {@code acks}, {@code enable.idempotence}, {@code max.in.flight...}, {@code retries},
 * {@code transactional.id} and the serialisers carry the delivery guarantee (I1); security has a section of its own.
 *
 * <p>Of the defaults: a record that is not taken in 45 s is given up before the coordinator gives up the transaction after 60 s, so
 * that an outage of the brokers ends in an abort of our own and not in a fenced producer. Requests are larger than the 16 MB of
 * our own topics, since a record that compresses well may still fit, and the broker has the last word.
 */
public enum ProducerSetting implements MapKey {
    COMPRESSION_TYPE(
            "compression.type",
            "How batches are compressed.",
            "none|gzip|snappy|lz4|zstd",
            "none, gzip, snappy, lz4 or zstd",
            "lz4"),
    COMPRESSION_GZIP_LEVEL("compression.gzip.level", "Level of gzip.", "-1|[1-9]", "a number from 1 to 9, or -1"),
    COMPRESSION_LZ4_LEVEL("compression.lz4.level", "Level of lz4.", "[1-9]|1[0-7]", "a number from 1 to 17"),
    COMPRESSION_ZSTD_LEVEL("compression.zstd.level", "Level of zstd.", "[1-9]|1[0-9]|2[0-2]", "a number from 1 to 22"),
    LINGER("linger.ms", "How long a batch waits to be filled.", Shape.MILLIS, "5"),
    BATCH_SIZE("batch.size", "Bytes of a batch per partition.", Shape.BYTES, "262144"),
    BUFFER_MEMORY("buffer.memory", "Bytes that may wait to be sent.", Shape.BYTES, "67108864"),
    MAX_REQUEST_SIZE("max.request.size", "Bytes of the largest request.", Shape.BYTES, "33554432"),
    MAX_BLOCK("max.block.ms", "How long a call may wait for metadata or memory.", Shape.MILLIS, "30000"),
    DELIVERY_TIMEOUT(
            "delivery.timeout.ms",
            "How long a record may take, retries included; at least `linger.ms` and `request.timeout.ms` together.",
            Shape.MILLIS,
            "45000"),
    REQUEST_TIMEOUT("request.timeout.ms", "How long one request may take.", Shape.MILLIS, "15000"),
    TRANSACTION_TIMEOUT(
            "transaction.timeout.ms",
            "When the brokers abort a transaction that nobody ends; consumers wait that long for a Culvert that died.",
            Shape.MILLIS,
            "60000"),
    RETRY_BACKOFF("retry.backoff.ms", "Pause before a retry.", Shape.MILLIS),
    RETRY_BACKOFF_MAX("retry.backoff.max.ms", "Longest pause before a retry.", Shape.MILLIS),
    RECONNECT_BACKOFF("reconnect.backoff.ms", "Pause before a connection is tried again.", Shape.MILLIS),
    RECONNECT_BACKOFF_MAX("reconnect.backoff.max.ms", "Longest such pause.", Shape.MILLIS),
    CONNECTIONS_MAX_IDLE("connections.max.idle.ms", "When an idle connection is closed.", Shape.MILLIS),
    METADATA_MAX_AGE("metadata.max.age.ms", "When metadata is asked for again.", Shape.MILLIS),
    SEND_BUFFER("send.buffer.bytes", "TCP send buffer; -1 leaves it to the system.", Shape.BUFFER),
    RECEIVE_BUFFER("receive.buffer.bytes", "TCP receive buffer; -1 leaves it to the system.", Shape.BUFFER);

    private enum Shape {
        MILLIS("[0-9]{1,9}", "a number of milliseconds"),
        BYTES("[1-9][0-9]{0,8}", "a number of bytes"),
        BUFFER("-1|[1-9][0-9]{0,8}", "a number of bytes, or -1");

        private final String pattern;
        private final String says;

        Shape(String pattern, String says) {
            this.pattern = pattern;
            this.says = says;
        }
    }

    private final String key;
    private final String doc;
    private final String pattern;
    private final String says;
    private final String defaultValue;

    ProducerSetting(String key, String doc, Shape shape) {
        this(key, doc, shape.pattern, shape.says);
    }

    ProducerSetting(String key, String doc, Shape shape, String defaultValue) {
        this(key, doc, shape.pattern, shape.says, defaultValue);
    }

    ProducerSetting(String key, String doc, String pattern, String says) {
        this(key, doc, pattern, says, null);
    }

    ProducerSetting(String key, String doc, String pattern, String says, String defaultValue) {
        this.key = key;
        this.doc = doc;
        this.pattern = pattern;
        this.says = says;
        this.defaultValue = defaultValue;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public String pattern() {
        return pattern;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }
}
