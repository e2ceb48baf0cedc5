package dev.culvert.postgres.connection;

import dev.culvert.schemas.definition.Secret;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/** What the driver is given. All of it is decided here: nothing that a user writes becomes a property by its name. */
final class DriverProperties {

    /** The driver leaves out the application's name and the replication flag for servers that could be older than 9.4. */
    private static final String OLDEST_SERVER = "13";

    private DriverProperties() {}

    static String url(PostgresAddress address) {
        return "jdbc:postgresql://"
                + address.hosts().stream().map(HostPort::toString).collect(Collectors.joining(","))
                + "/"
                + URLEncoder.encode(address.database(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Properties of(ConnectionSettings settings, SessionOptions options, ApplicationName name) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.address().user());
        // never unset: the driver would look into the user's .pgpass
        PGProperty.PASSWORD.set(
                properties,
                settings.password()
                        .map(SecretReference::resolve)
                        .map(Secret::reveal)
                        .orElse(""));
        PGProperty.APPLICATION_NAME.set(properties, name.value());
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, OLDEST_SERVER);
        PGProperty.OPTIONS.set(properties, PinnedSettings.of(options).startupOptions());
        int connectSeconds = seconds(settings.connectTimeout());
        PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds);
        // also while the session is set up: a server that accepts and says nothing must not hold us
        PGProperty.SOCKET_TIMEOUT.set(properties, connectSeconds);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.SOCKET_FACTORY.set(properties, KeepAliveSocketFactory.class.getName());
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, connectSeconds);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        // DETAIL quotes rows (I12)
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        // a named statement would break on the first DDL beneath it, and behind a pooler
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        if (settings.address().hosts().size() > 1) {
            PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
            PGProperty.HOST_RECHECK_SECONDS.set(properties, 0);
        }
        tls(properties, settings);
        return properties;
    }

    static Properties ofReplication(ConnectionSettings settings, SessionOptions options, ApplicationName name) {
        Properties properties = of(settings, options, name);
        PGProperty.REPLICATION.set(properties, "database");
        // a walsender takes simple queries only
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        return properties;
    }

    private static void tls(Properties properties, ConnectionSettings settings) {
        TlsDefinition tls = settings.tls();
        TlsDefinition.Mode mode = settings.tlsMode();
        PGProperty.SSL_MODE.set(
                properties, mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        if (mode == TlsDefinition.Mode.DISABLE) {
            return;
        }
        boolean verifies = mode != TlsDefinition.Mode.REQUIRE;
        if (verifies && tls.rootCert().isEmpty()) {
            // the driver's own default is a file in the home directory; ours are the certificates that the JVM trusts
            PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        tls.rootCert().ifPresent(path -> PGProperty.SSL_ROOT_CERT.set(properties, path.toString()));
        tls.cert().ifPresent(path -> {
            PGProperty.SSL_CERT.set(properties, path.toString());
            // the driver takes a PEM key for one of RSA if it is not told otherwise
            keyAlgorithm(path).ifPresent(algorithm -> PGProperty.PEM_KEY_ALGORITHM.set(properties, algorithm));
        });
        tls.key().ifPresent(path -> PGProperty.SSL_KEY.set(properties, path.toString()));
        tls.keyPassword()
                .ifPresent(secret ->
                        PGProperty.SSL_PASSWORD.set(properties, secret.resolve().reveal()));
    }

    /** Of the key that belongs to a certificate; empty for a file that cannot be read, which the driver will say. */
    private static Optional<String> keyAlgorithm(Path certificate) {
        try (InputStream in = Files.newInputStream(certificate)) {
            return Optional.of(CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey()
                    .getAlgorithm());
        } catch (IOException | CertificateException e) {
            return Optional.empty();
        }
    }

    private static int seconds(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 1000, duration.toSeconds()));
    }
}
