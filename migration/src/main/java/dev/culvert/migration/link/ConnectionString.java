package dev.culvert.migration.link;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.HostPort;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.schemas.definition.Secret;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What libpq needs to reach a site, as a subscription stores it. The password is in it, since the subscriber has no other way to
 * know it: it is a {@link Secret}, and resolved only when asked for.
 *
 * <p>Files of the section {@code tls} are opened by the subscriber's server, under the same paths.
 */
final class ConnectionString {
    private static final int CONNECT_SECONDS = 10;

    private ConnectionString() {}

    /** @param reader the version of the server that will connect */
    static Secret of(Site publisher, String application, ServerVersion reader) {
        ConnectionSettings settings = publisher.sessions().settings();
        Map<String, String> words = new LinkedHashMap<>();
        words.put("host", hosts(settings, HostPort::host));
        words.put("port", hosts(settings, host -> Integer.toString(host.port())));
        words.put("dbname", settings.address().database());
        words.put("user", settings.address().user());
        settings.password().map(SecretReference::resolve).ifPresent(secret -> words.put("password", secret.reveal()));
        words.put("application_name", application);
        words.put("connect_timeout", Integer.toString(CONNECT_SECONDS));
        // a host that is gone without a word is noticed in a minute, not in two hours
        words.put("keepalives", "1");
        words.put("keepalives_idle", "30");
        words.put("keepalives_interval", "10");
        words.put("keepalives_count", "3");
        words.put("gssencmode", "disable");
        if (settings.address().hosts().size() > 1) {
            words.put("target_session_attrs", "read-write");
        }
        tls(words, settings, reader);
        return new Secret(words.entrySet().stream()
                .map(word -> word.getKey() + "=" + quote(word.getValue()))
                .collect(Collectors.joining(" ")));
    }

    private static void tls(Map<String, String> words, ConnectionSettings settings, ServerVersion reader) {
        TlsDefinition.Mode mode = settings.tlsMode();
        words.put("sslmode", mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (mode == TlsDefinition.Mode.DISABLE) {
            return;
        }
        TlsDefinition tls = settings.tls();
        if (tls.rootCert().isPresent()) {
            words.put("sslrootcert", absolute(tls.rootCert().get()));
        } else if (mode == TlsDefinition.Mode.VERIFY_FULL && reader.isAtLeast(16)) {
            // as the JVM's own certificates are for Culvert; libpq knows the word from 16 on, and older ones look into
            // the home directory of the server's user
            words.put("sslrootcert", "system");
        }
        tls.cert().ifPresent(path -> words.put("sslcert", absolute(path)));
        tls.key().ifPresent(path -> words.put("sslkey", absolute(path)));
        tls.keyPassword()
                .ifPresent(secret -> words.put("sslpassword", secret.resolve().reveal()));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static String hosts(ConnectionSettings settings, Function<HostPort, String> word) {
        return settings.address().hosts().stream().map(word).collect(Collectors.joining(","));
    }

    private static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
