package dev.culvert.testkit.topic;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes records of one table as the format says, with the plain Avro library. */
final class AvroTopic {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Schema envelope;
    private final Schema key = SchemaBuilder.record("Key")
            .namespace("shop.t")
            .fields()
            .requiredLong("id")
            .endRecord();
    private final String topic;
    private final int envelopeId;
    private final int keyId;

    AvroTopic(String registryUrl, String topic) throws IOException, InterruptedException {
        this.topic = topic;
        try (InputStream in = AvroTopic.class.getResourceAsStream("envelope.avsc")) {
            envelope = new Schema.Parser().parse(in);
        }
        envelopeId = register(registryUrl, topic + "-value", envelope);
        keyId = register(registryUrl, topic + "-key", key);
    }

    private static int register(String url, String subject, Schema schema) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        JSON.writeValueAsString(Map.of("schema", schema.toString()))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).required("id").asInt();
    }

    GenericRecord row(long id) {
        GenericRecord row = new GenericData.Record(
                envelope.getField("after").schema().getTypes().get(1));
        row.put("id", id);
        return row;
    }

    GenericRecord text(String text) {
        Schema schema =
                row(0).getSchema().getField("amount").schema().getTypes().get(2);
        GenericRecord record = new GenericData.Record(schema);
        record.put("text", text);
        return record;
    }

    GenericRecord array(List<Integer> lowerBounds, List<Integer> lengths, List<String> elements) {
        Schema schema = row(0).getSchema().getField("tags").schema().getTypes().get(2);
        GenericRecord record = new GenericData.Record(schema);
        record.put("lower_bounds", lowerBounds);
        record.put("lengths", lengths);
        record.put("elements", elements);
        return record;
    }

    ProducerRecord<byte[], byte[]> change(
            String operation, GenericRecord row, long txnSeq, long ordinal, String... unchanged) {
        GenericRecord source =
                new GenericData.Record(envelope.getField("source").schema());
        boolean snapshot = operation.equals("r");
        source.put("schema", "public");
        source.put("table", "t");
        source.put("snapshot", Boolean.toString(snapshot));
        source.put("generation", snapshot ? 1 : 0);
        source.put("lsn", 1L);
        source.put("txn_seq", txnSeq);
        source.put("ordinal", ordinal);
        GenericRecord value = new GenericData.Record(envelope);
        value.put(operation.equals("d") ? "before" : "after", row);
        value.put("source", source);
        value.put("op", operation);
        value.put("ts_ms", 0L);
        value.put("unchanged", List.of(unchanged));
        return new ProducerRecord<>(topic, 0, key((Long) row.get("id")), bytes(envelopeId, value));
    }

    ProducerRecord<byte[], byte[]> tombstone(long id) {
        return new ProducerRecord<>(topic, 0, key(id), null);
    }

    private byte[] key(long id) {
        GenericRecord record = new GenericData.Record(key);
        record.put("id", id);
        return bytes(keyId, record);
    }

    private static byte[] bytes(int schemaId, GenericRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static ByteBuffer decimal(long unscaled) {
        return ByteBuffer.wrap(BigInteger.valueOf(unscaled).toByteArray());
    }
}
