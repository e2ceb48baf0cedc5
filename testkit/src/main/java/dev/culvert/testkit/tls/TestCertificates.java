package dev.culvert.testkit.tls;

import dev.culvert.testkit.embedded.UnpackCache;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority and what it has signed, made once per machine by the JDK's keytool. All key stores have the
 * password {@link #PASSWORD}. Immutable.
 */
public record TestCertificates(Path directory) {
    /** Not secret: it guards throw-away keys. */
    public static final String PASSWORD = "changeit";

    /** A certificate with its private key: as PEM files, the key also as DER, and both in a PKCS12 store. */
    public record Identity(Path certificate, Path key, Path keyDer, Path keyStore) {}

    public static TestCertificates get() {
        return new TestCertificates(UnpackCache.directory(
                "certificates-1", ServerUser.SAME, target -> new CertificateMaker(target).make()));
    }

    /** The authority's certificate, PEM. */
    public Path authority() {
        return directory.resolve("authority.pem");
    }

    /** The authority's certificate in a PKCS12 store. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** The certificate of another authority, which has signed none of these; PEM. */
    public Path otherAuthority() {
        return directory.resolve("other.pem");
    }

    /** A server's, for localhost and 127.0.0.1. */
    public Identity server() {
        return identity("server");
    }

    /** A server's, for other.example only: what it says does not fit where it listens. */
    public Identity stranger() {
        return identity("stranger");
    }

    /** A client's, whose common name is {@code culvert}. */
    public Identity client() {
        return identity("client");
    }

    /** What a Java client needs to trust the authority and nobody else. */
    public SSLContext trusting() {
        try (InputStream in = Files.newInputStream(trustStore())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new TestkitException("trust store " + trustStore(), e);
        }
    }

    private Identity identity(String name) {
        return new Identity(
                directory.resolve(name + ".pem"),
                directory.resolve(name + "-key.pem"),
                directory.resolve(name + "-key.der"),
                directory.resolve(name + ".p12"));
    }
}
