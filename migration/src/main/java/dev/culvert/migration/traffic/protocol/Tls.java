package dev.culvert.migration.traffic.protocol;

import dev.culvert.schemas.definition.TlsDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS of a connection, asked for by SSLRequest (documentation, 53.2.10). */
final class Tls {
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};

    private Tls() {}

    /** The socket itself where none is wanted. */
    static Socket secure(Socket socket, Endpoint endpoint) throws IOException {
        TlsDefinition.Mode mode = endpoint.tlsMode();
        if (mode == TlsDefinition.Mode.DISABLE) {
            return socket;
        }
        socket.getOutputStream().write(SSL_REQUEST);
        if (socket.getInputStream().read() != 'S') {
            throw new IOException("it offers no TLS");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(mode, endpoint.tls().rootCert()), null);
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, endpoint.host(), endpoint.port(), true);
            if (mode == TlsDefinition.Mode.VERIFY_FULL) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secured.setSSLParameters(parameters);
            }
            secured.startHandshake();
            return secured;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(TlsDefinition.Mode mode, Optional<Path> roots)
            throws GeneralSecurityException, IOException {
        if (mode == TlsDefinition.Mode.REQUIRE) {
            return new TrustManager[] {new Anybody()};
        }
        KeyStore store = null;
        if (roots.isPresent()) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream pem = Files.newInputStream(roots.get())) {
                int count = 0;
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    store.setCertificateEntry("root" + count++, each);
                }
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** What {@code mode: require} asks for: encryption, with whatever server answers. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
