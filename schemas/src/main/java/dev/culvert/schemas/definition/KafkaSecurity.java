package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Spelling;
import java.nio.file.Path;
import java.util.Optional;

/** How to log in to Kafka. */
@Doc("How to log in to Kafka. Relative paths begin at the directory of the definition.")
public record KafkaSecurity(
        @Default("PLAINTEXT") @Doc("The security protocol, by Kafka's names.") Protocol protocol,
        @Doc("The SASL mechanism; for the SASL protocols, and needed there.") Optional<Mechanism> mechanism,
        @Doc("The user for PLAIN and SCRAM; the client id for OAUTHBEARER.") Optional<String> user,
        @Doc("The password for PLAIN and SCRAM; the client secret for OAUTHBEARER.") Optional<SecretReference> password,
        @Matches(value = "https?://[^\\s?#@]+", says = "an http or https address")
                @Example("https://id.example.com/oauth2/token")
                @Doc("The token endpoint, for OAUTHBEARER.")
                Optional<String> tokenUrl,
        @Doc("The scope to ask for, for OAUTHBEARER.") Optional<String> scope,
        @Doc("PEM file with the certificates to trust; default: those of the JVM.") Optional<Path> caCert,
        @Doc("PEM file with the client certificate chain, for mutual TLS.") Optional<Path> cert,
        @Doc("PEM file with the client key (PKCS-8), for mutual TLS.") Optional<Path> key,
        @Doc("The password of `key`.") Optional<SecretReference> keyPassword) {

    public enum Protocol {
        @Doc("No login, no TLS.")
        @Spelling("PLAINTEXT")
        PLAINTEXT,
        @Doc("TLS; with `cert` and `key` the login is the certificate.")
        @Spelling("SSL")
        SSL,
        @Doc("Login without TLS: PLAIN and OAUTHBEARER send the secret readably.")
        @Spelling("SASL_PLAINTEXT")
        SASL_PLAINTEXT,
        @Doc("Login over TLS.")
        @Spelling("SASL_SSL")
        SASL_SSL
    }

    public enum Mechanism {
        @Spelling("PLAIN")
        PLAIN,
        @Spelling("SCRAM-SHA-256")
        SCRAM_SHA_256,
        @Spelling("SCRAM-SHA-512")
        SCRAM_SHA_512,
        @Spelling("OAUTHBEARER")
        OAUTHBEARER
    }

    /** No security at all. */
    public static KafkaSecurity none() {
        return new KafkaSecurity(
                Protocol.PLAINTEXT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
