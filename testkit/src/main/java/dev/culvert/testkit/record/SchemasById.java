package dev.culvert.testkit.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Schemas as the registry has them, asked for once each. Not safe for use by several threads. */
final class SchemasById {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, Schema> known = new HashMap<>();
    private final String url;

    SchemasById(String url) {
        this.url = url;
    }

    Schema schema(int id) {
        return known.computeIfAbsent(id, this::fetch);
    }

    /** The newest schema of a subject; empty if there is none. */
    Optional<Schema> newest(String subject) {
        return get(URI.create(
                url + "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions/latest"));
    }

    private Schema fetch(int id) {
        URI uri = URI.create(url + "/schemas/ids/" + id);
        return get(uri).orElseThrow(() -> new RecordFormatException("registry answers 404 to " + uri));
    }

    private Optional<Schema> get(URI uri) {
        try {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw new RecordFormatException("registry answers " + answer.statusCode() + " to " + uri);
            }
            return Optional.of(new Schema.Parser()
                    .parse(json.readTree(answer.body()).get("schema").asText()));
        } catch (IOException e) {
            throw new RecordFormatException("no schema from " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordFormatException("interrupted while asking for " + uri, e);
        }
    }
}
