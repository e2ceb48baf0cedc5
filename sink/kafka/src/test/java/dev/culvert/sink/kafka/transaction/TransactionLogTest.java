package dev.culvert.sink.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Transaction;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TransactionLogTest {
    private static final TopicRef TOPIC = new TopicRef("shop.transactions", "id", 1, false);
    private static final Transaction TRANSACTION =
            new Transaction(4_000_000_000L, Instant.parse("2026-01-02T03:04:05.678901Z"), 7);
    private static final String SAID = "{\"id\":\"4000000000:7\",\"txn_seq\":7,\"xid\":4000000000,"
            + "\"commit_end_lsn\":4306226671,\"commit_time\":1767323045678901,\"changes\":3,\"partitions\":["
            + "{\"topic\":\"a\",\"partition\":2,\"records\":2},{\"topic\":\"b\",\"partition\":0,\"records\":1}]}";

    private static byte[] fill(TransactionLog log) {
        log.begin(new Transaction(1, Instant.EPOCH, 1));
        log.change();
        log.count(record("left over", 1, true));
        log.begin(TRANSACTION);
        log.change();
        log.count(record("b", 0, true));
        log.change();
        log.count(record("a", 2, true));
        log.count(record("a", 2, false));
        log.change();
        log.count(record("a", 2, true));
        ProducerRecord<byte[], byte[]> record = log.commit(Lsn.parse("1/ABCDEF"));
        assertThat(record.topic()).isEqualTo("shop.transactions");
        assertThat(record.partition()).isZero();
        return record.value();
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int partition, boolean value) {
        return new ProducerRecord<>(topic, partition, new byte[0], value ? new byte[1] : null);
    }

    @Test
    void countsRecordsByTopicAndPartitionWithoutTombstones() {
        assertThat(new String(fill(TransactionLog.json(TOPIC)), StandardCharsets.UTF_8))
                .isEqualTo(SAID);
    }

    @Test
    void saysTheSameInAvro() throws IOException {
        byte[] bytes = fill(TransactionLog.avro(TOPIC, (subject, schema) -> {
            assertThat(subject).isEqualTo("shop.transactions-value");
            assertThat(schema).isEqualTo(RecordSchemas.TRANSACTION);
            return 258;
        }));
        assertThat(bytes).startsWith(0, 0, 0, 1, 2);
        var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
        GenericRecord record = new GenericDatumReader<GenericRecord>(RecordSchemas.TRANSACTION).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        assertThat(new ObjectMapper().readTree(record.toString())).isEqualTo(new ObjectMapper().readTree(SAID));
    }
}
