package dev.culvert.sink.kafka.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * HTTP towards a registry. Redirects are not followed: a registry has no reason to send us, and our password, elsewhere. Reads
 * are tried three times; what writes is sent once. Thread-safe.
 */
final class RegistryClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 3;
    private static final String TYPE = "application/vnd.schemaregistry.v1+json";

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http;
    private final String base;
    private final Optional<String> authorization;

    RegistryClient(RegistryDefinition definition, String url) {
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        definition.caCert().ifPresent(path -> builder.sslContext(TrustedCertificates.context(path)));
        this.http = builder.build();
        this.authorization = definition.user().map(user -> {
            String password =
                    definition.password().map(p -> p.resolve().reveal()).orElse("");
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        });
    }

    /**
     * @param status of HTTP
     * @param body {@link MissingNode} if it is not JSON
     */
    record Answer(int status, JsonNode body) {
        boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    String base() {
        return base;
    }

    /** A request that only reads, whatever its method: repeated while there is no answer. */
    Answer read(String method, String path, Optional<JsonNode> body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return exchange(method, path, body);
            } catch (CulvertException e) {
                if (e.code() != ErrorCode.REGISTRY_UNREACHABLE
                        || attempt == ATTEMPTS
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(200L * attempt).toNanos());
            }
        }
    }

    /** A request that writes: sent once (I11). */
    Answer write(String method, String path, JsonNode body) {
        return exchange(method, path, Optional.of(body));
    }

    private Answer exchange(String method, String path, Optional<JsonNode> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header("Accept", TYPE + ", application/json")
                .method(
                        method,
                        body.map(json -> HttpRequest.BodyPublishers.ofString(json.toString()))
                                .orElse(HttpRequest.BodyPublishers.noBody()));
        body.ifPresent(json -> request.header("Content-Type", TYPE));
        authorization.ifPresent(value -> request.header("Authorization", value));
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw isDistrust(e) ? distrusted() : unreachable(e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted while waiting for an answer");
        }
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new CulvertException(
                    ErrorCode.REGISTRY_AUTH,
                    "registry " + base,
                    "It answered " + method + " " + path + " with " + status + ".",
                    Changed.NOTHING,
                    "Check format.registry.user and password, and what that user may do.");
        }
        if (status >= 300 && status < 400 || status >= 500) {
            throw unreachable("it answered " + method + " " + path + " with " + status
                    + (status < 400 ? ", a redirect, which is not followed" : ""));
        }
        return new Answer(status, parse(response.body()));
    }

    /** A handshake also fails when the other side goes away; only a certificate that was looked at leaves such a cause. */
    private static boolean isDistrust(IOException thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof CertificateException || each instanceof CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    private CulvertException distrusted() {
        return new CulvertException(
                ErrorCode.REGISTRY_AUTH,
                "registry " + base,
                "Its certificate is not trusted: another authority signed it, it has run out, or it is for another host.",
                Changed.NOTHING,
                "Compare format.registry.caCert with the authority of the registry's certificate, and the host name in"
                        + " format.registry.url with the names in it.");
    }

    private JsonNode parse(String body) {
        try {
            JsonNode node = mapper.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    CulvertException unreachable(String reason) {
        return new CulvertException(
                ErrorCode.REGISTRY_UNREACHABLE,
                "registry " + base,
                "No usable answer: " + reason + ".",
                Changed.NOTHING,
                "Check that the registry runs, and that format.registry.url is the base of its Confluent API (Apicurio:"
                        + " http://host:8080/apis/ccompat/v7).");
    }
}
