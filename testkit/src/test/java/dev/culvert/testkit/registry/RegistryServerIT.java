package dev.culvert.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class RegistryServerIT {
    private static final String BODY = "{\"schema\": \"{\\\"type\\\": \\\"string\\\"}\"}";

    @Test
    void keepsSchemasUntilARestartEmptiesIt() throws Exception {
        try (RegistryServer registry = RegistryServer.create()) {
            String answer = post(registry.url() + "/subjects/a-value/versions");
            assertThat(answer).contains("\"id\":1");
            assertThat(get(registry.url() + "/schemas/ids/1")).contains("string");
            registry.restart();
            assertThat(get(registry.url() + "/subjects")).isEqualTo("[]");
        }
    }

    private static String post(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY)));
    }

    private static String get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
