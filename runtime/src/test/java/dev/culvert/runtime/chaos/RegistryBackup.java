package dev.culvert.runtime.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All schemas of a registry with their ids; put back into an empty one in the order of the ids, they get the same. */
final class RegistryBackup {
    private record Entry(int id, String subject, int version, String schema) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;
    private final List<Entry> entries = new ArrayList<>();

    private RegistryBackup(String url) {
        this.url = url;
    }

    static RegistryBackup of(String url) {
        RegistryBackup backup = new RegistryBackup(url);
        backup.get("/subjects").forEach(subject -> {
            String path = "/subjects/" + encoded(subject.asText()) + "/versions";
            backup.get(path).forEach(version -> {
                JsonNode found = backup.get(path + "/" + version.asInt());
                backup.entries.add(new Entry(
                        found.get("id").asInt(),
                        subject.asText(),
                        version.asInt(),
                        found.get("schema").asText()));
            });
        });
        backup.entries.sort(Comparator.comparingInt(Entry::id).thenComparingInt(Entry::version));
        return backup;
    }

    void restore() {
        for (Entry entry : entries) {
            int id = register(entry.subject(), entry.schema());
            if (id != entry.id()) {
                throw new AssertionError("schema " + entry.id() + " of " + entry.subject() + " came back as " + id);
            }
        }
    }

    private int register(String subject, String schema) {
        try {
            String body = json.writeValueAsString(Map.of("schema", schema));
            return send(HttpRequest.newBuilder(URI.create(url + "/subjects/" + encoded(subject) + "/versions"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build())
                    .get("id")
                    .asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
