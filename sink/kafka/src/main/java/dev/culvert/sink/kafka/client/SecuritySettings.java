package dev.culvert.sink.kafka.client;

import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.definition.KafkaSecurity.Mechanism;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/**
 * Settings for the login. The JAAS text names one of three modules, of our choosing: a module that is named by a user can run
 * code (CVE-2023-25194). Secrets are read here and live in {@link Password}, which does not print (I12).
 */
final class SecuritySettings {
    /** Kafka talks to no token endpoint that is not listed here (CVE-2025-27817). */
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private SecuritySettings() {}

    static Map<String, Object> of(KafkaSecurity security) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                security.protocol().name());
        switch (security.protocol()) {
            case PLAINTEXT -> {}
            case SSL -> tls(security, settings);
            case SASL_PLAINTEXT -> sasl(security, settings);
            case SASL_SSL -> {
                tls(security, settings);
                sasl(security, settings);
            }
        }
        return settings;
    }

    private static void tls(KafkaSecurity security, Map<String, Object> settings) {
        settings.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        security.caCert().ifPresent(path -> {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(pem(path)));
        });
        if (security.cert().isPresent() && security.key().isPresent()) {
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            settings.put(
                    SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                    new Password(pem(security.cert().get())));
            settings.put(
                    SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
                    new Password(pem(security.key().get())));
            security.keyPassword()
                    .ifPresent(reference -> settings.put(
                            SslConfigs.SSL_KEY_PASSWORD_CONFIG,
                            new Password(reference.resolve().reveal())));
        }
    }

    private static void sasl(KafkaSecurity security, Map<String, Object> settings) {
        Mechanism mechanism = required(security.mechanism(), "mechanism");
        String user = required(security.user(), "user");
        String password = required(security.password(), "password").resolve().reveal();
        settings.put(SaslConfigs.SASL_MECHANISM, mechanism.name().replace('_', '-'));
        String jaas =
                switch (mechanism) {
                    case PLAIN -> login("org.apache.kafka.common.security.plain.PlainLoginModule", user, password);
                    case SCRAM_SHA_256, SCRAM_SHA_512 ->
                        login("org.apache.kafka.common.security.scram.ScramLoginModule", user, password);
                    case OAUTHBEARER -> oauth(security, user, password, settings);
                };
        settings.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas));
    }

    private static String login(String module, String user, String password) {
        return module + " required username=" + quoted(user) + " password=" + quoted(password) + ";";
    }

    private static String oauth(
            KafkaSecurity security, String clientId, String clientSecret, Map<String, Object> settings) {
        String url = required(security.tokenUrl(), "tokenUrl");
        allow(url);
        settings.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, url);
        settings.put(
                SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        return "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="
                + quoted(clientId)
                + " clientSecret="
                + quoted(clientSecret)
                + security.scope().map(scope -> " scope=" + quoted(scope)).orElse("")
                + ";";
    }

    private static synchronized void allow(String url) {
        TreeSet<String> urls = new TreeSet<>(java.util.List.of(
                System.getProperty(ALLOWED_URLS, "").isEmpty()
                        ? new String[0]
                        : System.getProperty(ALLOWED_URLS).split(",")));
        urls.add(url);
        System.setProperty(ALLOWED_URLS, String.join(",", urls));
    }

    /** A JAAS string: its parser is Java's StreamTokenizer, which knows these two escapes. */
    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static <T> T required(Optional<T> value, String key) {
        return value.orElseThrow(() -> new CulvertException(
                ErrorCode.DEF_MISSING_KEY,
                "kafka.security." + key,
                "The protocol and mechanism need it, and it is not given.",
                Changed.NOTHING,
                "Give kafka.security." + key + "."));
    }

    private static String pem(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.FILE_NOT_FOUND,
                    "file " + path,
                    Files.exists(path) ? "It cannot be read as text." : "It does not exist.",
                    Changed.NOTHING,
                    "Name a PEM file that the user that Culvert runs as can read.");
        }
    }
}
