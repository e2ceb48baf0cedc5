package dev.culvert.sink.flink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.sink.kafka.type.RecordSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AnnouncementReaderTest {
    private final AnnouncementReader reader = new AnnouncementReader();

    @Test
    void readsWhatTheSchemaSays() throws IOException {
        List<Announcement.Part> parts = List.of(
                new Announcement.Part("shop.public.orders", 0, 3),
                new Announcement.Part("shop.public.orders", 5, 1L << 40),
                new Announcement.Part("shop.public.ürders", 5, 7),
                new Announcement.Part("shop.public.orders", 1, 1));
        byte[] bytes = written(17, -5, 1_700_000_000_000_000L, parts);

        assertThat(reader.read(new AvroCursor().on(bytes, 0)))
                .isEqualTo(new Announcement(17, -5, 1_700_000_000_000_000L, parts));
        assertThat(reader.read(new AvroCursor().on(written(18, 6, 7, List.of()), 0)))
                .isEqualTo(new Announcement(18, 6, 7, List.of()));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> reader.read(new AvroCursor().on(cut, 0))).isInstanceOf(UnreadableException.class);
        }
    }

    private static byte[] written(long number, long lsn, long micros, List<Announcement.Part> parts)
            throws IOException {
        Schema schema = RecordSchemas.TRANSACTION;
        Schema part = schema.getField("partitions").schema().getElementType();
        List<GenericRecord> partitions = new ArrayList<>();
        for (Announcement.Part each : parts) {
            partitions.add(new GenericRecordBuilder(part)
                    .set("topic", each.topic())
                    .set("partition", each.partition())
                    .set("records", each.records())
                    .build());
        }
        GenericRecord record = new GenericRecordBuilder(schema)
                .set("id", "12:" + number)
                .set("txn_seq", number)
                .set("xid", 4_000_000_000L)
                .set("commit_end_lsn", lsn)
                .set("commit_time", micros)
                .set("changes", 12L)
                .set("partitions", partitions)
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
