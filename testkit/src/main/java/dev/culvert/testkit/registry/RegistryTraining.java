package dev.culvert.testkit.registry;

import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One of each request that pipelines and their checkers make, so that a registry loads the classes that answer them. */
final class RegistryTraining {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SCHEMA =
            """
            {"schema": "{\\"type\\": \\"record\\", \\"name\\": \\"T\\", \\"fields\\": [{\\"name\\": \\"a\\", \\"type\\": [\\"null\\", \\"int\\"]}]}"}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private final RegistryServer server;

    RegistryTraining(RegistryServer server) {
        this.server = server;
    }

    void run() {
        request("GET", "/config/t-value", "");
        request("PUT", "/config/t-value", "{\"compatibility\": \"BACKWARD\"}");
        request("GET", "/subjects/t-value/versions/latest", "");
        request("POST", "/subjects/t-value/versions", SCHEMA);
        request("POST", "/compatibility/subjects/t-value/versions/latest?verbose=true", SCHEMA);
        request("POST", "/subjects/t-value", SCHEMA);
        request("GET", "/schemas/ids/1", "");
    }

    /** Whatever the answer is. */
    private void request(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            http.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new TestkitException("no answer by " + server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while asking " + server, e);
        }
    }
}
