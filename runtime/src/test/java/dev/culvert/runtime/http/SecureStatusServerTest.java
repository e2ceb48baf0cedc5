package dev.culvert.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.runtime.status.Scene;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beyond loopback: TLS and a token, over real sockets. */
class SecureStatusServerTest {
    private static final String TOKEN = "S3CR3T-canary-0123456789";

    private final Scene scene = new Scene();

    @TempDir
    Path dir;

    private Path tokenFile;

    @BeforeEach
    void token() throws IOException {
        tokenFile = Files.writeString(dir.resolve("token"), TOKEN + "\n");
    }

    private HttpOptions options(Pem pem) {
        return HttpOptions.parse("0.0.0.0:0")
                .tls(pem.certificate(), pem.key())
                .token(new SecretReference.File(tokenFile));
    }

    private static HttpClient trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> get(HttpClient client, StatusServer server, String path, String... headers)
            throws Exception {
        URI address = URI.create("https://localhost:" + server.address().getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void itSpeaksTlsWithEachKindOfKey(String algorithm) throws Exception {
        Pem pem = Pem.make(dir, algorithm);
        try (StatusServer server = StatusServer.start(options(pem), scene.view)) {
            HttpResponse<String> response = get(trusting(pem.certificate()), server, "/livez");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void theTokenOpensWhatTellsOfThePipeline() throws Exception {
        Pem pem = Pem.make(dir, "EC");
        HttpClient client = trusting(pem.certificate());
        try (StatusServer server = StatusServer.start(options(pem), scene.view)) {
            for (String path : new String[] {"/metrics", "/api/v1/status"}) {
                HttpResponse<String> without = get(client, server, path);
                assertThat(without.statusCode()).isEqualTo(401);
                assertThat(without.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .startsWith("Bearer");
                assertThat(without.body()).doesNotContain("shop").doesNotContain(TOKEN);
                for (String wrong : new String[] {
                    "Bearer",
                    "Bearer ",
                    TOKEN,
                    "Basic " + TOKEN,
                    "Bearer " + TOKEN + "x",
                    "Bearer " + TOKEN.substring(1)
                }) {
                    assertThat(get(client, server, path, "Authorization", wrong).statusCode())
                            .as(wrong)
                            .isEqualTo(401);
                }
                assertThat(get(client, server, path, "Authorization", "Bearer " + TOKEN)
                                .statusCode())
                        .isEqualTo(200);
                assertThat(get(client, server, path + "?token=" + TOKEN).statusCode())
                        .as("never in an address")
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void probesNeedNoTokenAndLearnNoDetails() throws Exception {
        scene.board.error(new CulvertException(
                ErrorCode.KAFKA_UNREACHABLE, "Kafka at kafka:9092", "No answer.", Changed.NOTHING, "Look."));
        scene.board.phase(PipelinePhase.RETRYING);
        Pem pem = Pem.make(dir, "EC");
        HttpClient client = trusting(pem.certificate());
        try (StatusServer server = StatusServer.start(options(pem), scene.view)) {
            assertThat(get(client, server, "/livez").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = get(client, server, "/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"ready\":false,\"pipeline\":\"shop\",\"phase\":\"retrying\"}");
            assertThat(get(client, server, "/readyz", "Authorization", "Bearer " + TOKEN)
                            .body())
                    .contains("kafka:9092");
            assertThat(get(client, server, "/").statusCode())
                    .as("the empty page")
                    .isEqualTo(200);
        }
    }

    @Test
    void aRotatedTokenCountsAtOnce() throws Exception {
        Pem pem = Pem.make(dir, "EC");
        HttpClient client = trusting(pem.certificate());
        try (StatusServer server = StatusServer.start(options(pem), scene.view)) {
            Files.writeString(tokenFile, "another-token-of-enough-length");

            assertThat(get(client, server, "/metrics", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(client, server, "/metrics", "Authorization", "Bearer another-token-of-enough-length")
                            .statusCode())
                    .isEqualTo(200);

            Files.delete(tokenFile);
            assertThat(get(client, server, "/metrics", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .as("shut while it cannot be read")
                    .isEqualTo(503);
        }
    }

    @Test
    void plainHttpIsNotAnswered() throws Exception {
        Pem pem = Pem.make(dir, "EC");
        try (StatusServer server = StatusServer.start(options(pem), scene.view)) {
            HttpRequest plain = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + server.address().getPort() + "/livez"))
                    .build();

            assertThat(catchThrowableOfType(
                            IOException.class, () -> HttpClient.newHttpClient().send(plain, BodyHandlers.ofString())))
                    .isNotNull();
        }
    }

    @Test
    void aShortTokenIsRefused() throws Exception {
        Files.writeString(tokenFile, "short");

        assertThat(refusal(options(Pem.make(dir, "EC"))).code()).isEqualTo(ErrorCode.HTTP_INSECURE);
    }

    @Test
    void aMissingTokenIsRefused() throws Exception {
        Files.delete(tokenFile);

        assertThat(refusal(options(Pem.make(dir, "EC"))).code()).isEqualTo(ErrorCode.SECRET_MISSING);
    }

    @Test
    void filesThatDoNotFitAreRefused() throws Exception {
        Pem pem = Pem.make(dir, "EC");
        Pem other = Pem.make(Files.createDirectory(dir.resolve("other")), "EC");
        Pem rsa = Pem.make(Files.createDirectory(dir.resolve("rsa")), "RSA");
        Path garbage = Files.writeString(
                dir.resolve("garbage"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Path missing = dir.resolve("missing");

        assertThat(refusal(options(pem).tls(pem.certificate(), other.key())).fact())
                .contains("It is not the key of");
        assertThat(refusal(options(pem).tls(pem.certificate(), rsa.key())).fact())
                .contains("It is not the key of");
        assertThat(refusal(options(pem).tls(pem.certificate(), garbage)).code()).isEqualTo(ErrorCode.USAGE);
        assertThat(refusal(options(pem).tls(pem.certificate(), pem.certificate()))
                        .fact())
                .contains("PKCS-8");
        assertThat(refusal(options(pem).tls(garbage, pem.key())).code()).isEqualTo(ErrorCode.USAGE);
        assertThat(refusal(options(pem).tls(missing, pem.key())).code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(refusal(options(pem).tls(pem.certificate(), missing)).code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    }

    @Test
    void anAddressOfAnotherMachineCannotBeHad() throws Exception {
        HttpOptions here = options(Pem.make(dir, "EC"));

        CulvertException e = refusal(new HttpOptions("192.0.2.1", 18_080, here.tls(), here.token()));

        assertThat(e.code()).isEqualTo(ErrorCode.HTTP_BIND);
        assertThat(e.object()).isEqualTo("HTTP address 192.0.2.1:18080");
    }

    private CulvertException refusal(HttpOptions options) {
        return catchThrowableOfType(CulvertException.class, () -> StatusServer.start(options, scene.view)
                .close());
    }
}
