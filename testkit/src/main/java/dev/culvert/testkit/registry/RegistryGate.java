package dev.culvert.testkit.registry;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * HTTPS with basic authentication before a registry, as a reverse proxy gives it: who does not know the user gets 401, and what
 * anybody else asks is passed on. It listens on loopback until {@link #close}. Thread-safe.
 */
public final class RegistryGate implements AutoCloseable {
    private static final List<String> PASSED_ON = List.of("Accept", "Content-Type");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final RegistryServer registry;
    private final HttpsServer https;

    private RegistryGate(RegistryServer registry, TestCertificates.Identity identity, String user, String password)
            throws IOException, GeneralSecurityException {
        this.registry = registry;
        this.https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context(identity)));
        https.setExecutor(workers);
        https.createContext("/", this::pass).setAuthenticator(new BasicAuthenticator("registry") {
            @Override
            public boolean checkCredentials(String givenUser, String givenPassword) {
                return givenUser.equals(user) && givenPassword.equals(password);
            }
        });
        https.start();
    }

    /** @param identity what the gate shows to its clients */
    public static RegistryGate before(
            RegistryServer registry, TestCertificates.Identity identity, String user, String password) {
        try {
            return new RegistryGate(registry, identity, user, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new TestkitException("gate before " + registry, e);
        }
    }

    /** As {@link RegistryServer#url}, by way of the gate. */
    public String url() {
        return "https://127.0.0.1:" + https.getAddress().getPort()
                + URI.create(registry.url()).getPath();
    }

    private static SSLContext context(TestCertificates.Identity identity) throws IOException, GeneralSecurityException {
        char[] password = TestCertificates.PASSWORD.toCharArray();
        try (InputStream in = Files.newInputStream(identity.keyStore())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://" + registry.host() + ":" + registry.port() + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            PASSED_ON.forEach(name -> exchange.getRequestHeaders()
                    .getOrDefault(name, List.of())
                    .forEach(value -> request.header(name, value)));
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            byte[] body = answer.body();
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) { // the gate was closed meanwhile
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        https.stop(0);
        workers.shutdownNow();
    }
}
