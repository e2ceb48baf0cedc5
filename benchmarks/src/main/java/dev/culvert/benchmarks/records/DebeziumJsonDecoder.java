package dev.culvert.benchmarks.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;

/** Debezium's envelope as JSON without a schema. */
public final class DebeziumJsonDecoder implements ChangeDecoder {
    private final JsonFactory json = new JsonFactory();
    private long id;
    private long change;

    @Override
    public ChangeRecord decode(byte[] value) {
        String operation = "";
        id = Long.MIN_VALUE;
        change = Long.MIN_VALUE;
        try (JsonParser parser = json.createParser(value)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken token = parser.nextToken();
                // "before" comes first, so that "after" wins where both are there
                if ((field.equals("before") || field.equals("after")) && token == JsonToken.START_OBJECT) {
                    readRow(parser);
                } else if (field.equals("op")) {
                    operation = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new BenchmarkException("a record is not JSON", e);
        }
        return new ChangeRecord(ChangeRecord.Operation.of(operation), id, change);
    }

    private void readRow(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String column = parser.currentName();
            JsonToken token = parser.nextToken();
            if (column.equals("id")) {
                id = parser.getLongValue();
            } else if (column.equals("change") && token == JsonToken.VALUE_NUMBER_INT) {
                change = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
    }
}
