package dev.culvert.benchmarks.records;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Debezium's envelope as Avro in Confluent's wire format: a zero byte, the schema's id in four, the body. The writer's
 * schema comes from the registry; only operation, keys and numbers are read out of the body.
 */
public final class RegistryAvroDecoder implements ChangeDecoder {
    private static final int HEADER_BYTES = 5;
    private static final List<String> COLUMNS = List.of("id", "change");

    private final String registryUrl;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private BinaryDecoder reused;

    public RegistryAvroDecoder(String registryUrl) {
        this.registryUrl = registryUrl;
    }

    @Override
    public ChangeRecord decode(byte[] value) {
        if (value.length < HEADER_BYTES || value[0] != 0) {
            throw new BenchmarkException("a record is not in Confluent's wire format");
        }
        int schemaId = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        try {
            reused = DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, reused);
            return read(readers.computeIfAbsent(schemaId, this::reader).read(null, reused));
        } catch (IOException e) {
            throw new BenchmarkException("a record does not fit schema " + schemaId, e);
        }
    }

    private static ChangeRecord read(GenericRecord envelope) {
        ChangeRecord.Operation operation =
                ChangeRecord.Operation.of(envelope.get("op").toString());
        Object row = operation == ChangeRecord.Operation.DELETE ? envelope.get("before") : envelope.get("after");
        if (!(row instanceof GenericRecord image)) {
            throw new BenchmarkException("a record of operation " + operation + " holds no row");
        }
        Object change = image.get("change");
        return new ChangeRecord(
                operation, ((Number) image.get("id")).longValue(), change instanceof Number n ? n.longValue() : -1);
    }

    private GenericDatumReader<GenericRecord> reader(int schemaId) {
        Schema writer = fetch(schemaId);
        return new GenericDatumReader<>(writer, narrowed(writer));
    }

    /** The same record with only the fields that are looked at: Avro skips the others without making objects. */
    private static Schema narrowed(Schema envelope) {
        Map<String, Schema> rows = new HashMap<>();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : envelope.getFields()) {
            if (field.name().equals("op")) {
                fields.add(new Schema.Field(field.name(), field.schema()));
            } else if (field.name().equals("before") || field.name().equals("after")) {
                fields.add(new Schema.Field(field.name(), narrowedRow(field.schema(), rows)));
            }
        }
        return Schema.createRecord(envelope.getName(), null, envelope.getNamespace(), false, fields);
    }

    private static Schema narrowedRow(Schema nullableRow, Map<String, Schema> made) {
        List<Schema> branches = new ArrayList<>();
        for (Schema branch : nullableRow.isUnion() ? nullableRow.getTypes() : List.of(nullableRow)) {
            branches.add(
                    branch.getType() == Schema.Type.RECORD
                            ? made.computeIfAbsent(branch.getFullName(), name -> columnsOf(branch))
                            : branch);
        }
        return Schema.createUnion(branches);
    }

    private static Schema columnsOf(Schema row) {
        List<Schema.Field> fields = row.getFields().stream()
                .filter(field -> COLUMNS.contains(field.name()))
                .map(field -> new Schema.Field(field.name(), field.schema()))
                .toList();
        return Schema.createRecord(row.getName(), null, row.getNamespace(), false, fields);
    }

    private Schema fetch(int schemaId) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registryUrl + "/schemas/ids/" + schemaId))
                .build();
        try {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new Schema.Parser().parse(json.readTree(body).get("schema").asText());
        } catch (IOException e) {
            throw new BenchmarkException("schema " + schemaId + " could not be had from " + registryUrl, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while schema " + schemaId + " was read", e);
        }
    }
}
