package dev.culvert.sink.kafka.registry;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the certificates of a PEM file and nothing else. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /** @throws CulvertException {@link ErrorCode#FILE_NOT_FOUND} if the file cannot be read, or holds no certificate */
    static SSLContext context(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, each);
            }
            if (count == 0) {
                throw unusable(pem, "It holds no certificate.");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw unusable(pem, Files.exists(pem) ? "It cannot be read." : "It does not exist.");
        } catch (GeneralSecurityException e) {
            throw unusable(pem, "It is not a PEM file with certificates.");
        }
    }

    private static CulvertException unusable(Path pem, String fact) {
        return new CulvertException(
                ErrorCode.FILE_NOT_FOUND,
                "file " + pem,
                fact,
                Changed.NOTHING,
                "Name a PEM file with the certificate of the registry's authority: format.registry.caCert.");
    }
}
