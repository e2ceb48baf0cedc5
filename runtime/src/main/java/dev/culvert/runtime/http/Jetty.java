package dev.culvert.runtime.http;

import io.javalin.config.JettyConfig;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty, small: few threads, few connections, short patience, and errors that say nothing of the inside. */
final class Jetty {
    private static final int THREADS = 8;
    private static final int CONNECTIONS = 64;
    private static final int IDLE_MILLIS = 15_000;
    private static final int HEADER_BYTES = 8_192;

    private Jetty() {}

    static void configure(JettyConfig jetty, HttpOptions options) {
        Optional<KeyStore> keys;
        char[] password = password();
        keys = options.tls().map(tls -> PemKeyStore.read(tls, password));

        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2, 30_000);
        threads.setName("culvert-http");
        threads.setDaemon(true);
        jetty.threadPool = threads;
        jetty.modifyServer(server -> {
            server.setErrorHandler(silent());
            server.setStopTimeout(0);
        });
        jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(silent()));
        jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setSendServerVersion(false);
            http.setUriCompliance(UriCompliance.DEFAULT); // no ambiguous path reaches the router
        });
        jetty.addConnector((server, http) -> connector(server, http, options, keys, password));
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, HttpOptions options, Optional<KeyStore> keys, char[] password) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ConnectionFactory[] factories = keys.map(store -> new ConnectionFactory[] {
                    new SslConnectionFactory(ssl(store, password), plain.getProtocol()), plain
                })
                .orElse(new ConnectionFactory[] {plain});
        ServerConnector connector = new ServerConnector(server, 1, 1, factories);
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        return connector;
    }

    private static SslContextFactory.Server ssl(KeyStore store, char[] password) {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStore(store);
        ssl.setKeyStorePassword(new String(password));
        ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return ssl;
    }

    /** For a store that never leaves this process. */
    private static char[] password() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random).toCharArray();
    }

    private static ErrorHandler silent() {
        ErrorHandler handler = new ErrorHandler();
        handler.setShowStacks(false);
        handler.setShowCauses(false);
        handler.setShowOrigin(false);
        return handler;
    }
}
