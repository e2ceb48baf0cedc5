package dev.culvert.postgres.connection;

import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * All that is needed to reach a database. Holds references to secrets, never secrets: each connect resolves them anew, so that
 * a rotated password is picked up (I12).
 *
 * @param address where
 * @param password empty for methods that need none (trust, peer, certificate)
 * @param tls as the definition has it; {@link #tlsMode} has the default filled in
 * @param owner who connects, a pipeline's name; the middle of every {@link ApplicationName}
 * @param connectTimeout for each host: to connect, and for the server to answer while the session is set up
 */
public record ConnectionSettings(
        PostgresAddress address,
        Optional<SecretReference> password,
        TlsDefinition tls,
        String owner,
        Duration connectTimeout) {

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    public ConnectionSettings {
        if (tls.cert().isPresent() != tls.key().isPresent()) {
            throw conflict("tls.cert and tls.key are given only together.");
        }
        boolean verifies = mode(address, tls) == TlsDefinition.Mode.VERIFY_CA
                || mode(address, tls) == TlsDefinition.Mode.VERIFY_FULL;
        if (tls.cert().isPresent() && verifies && tls.rootCert().isEmpty()) {
            throw conflict("With a client certificate, the certificates to trust are given too: tls.rootCert.");
        }
    }

    /**
     * @param definition with a url; one with {@code embedded} has it filled in by who started the server
     * @param owner who connects, such as the pipeline's name
     * @throws CulvertException {@link ErrorCode#DEF_VALUE}, {@link ErrorCode#DEF_SECRET_INLINE},
     *     {@link ErrorCode#DEF_CONFLICT}
     */
    public static ConnectionSettings of(PostgresDefinition definition, String owner) {
        String url = definition
                .url()
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.DEF_MISSING_KEY,
                        "PostgreSQL address",
                        "There is no url.",
                        Changed.NOTHING,
                        "Give url: postgresql://user@host:port/database."));
        return new ConnectionSettings(
                PostgresAddress.parse(url), definition.password(), definition.tls(), owner, DEFAULT_CONNECT_TIMEOUT);
    }

    private static CulvertException conflict(String fact) {
        return new CulvertException(
                ErrorCode.DEF_CONFLICT, "PostgreSQL TLS settings", fact, Changed.NOTHING, "Correct the section tls.");
    }

    /** The mode asked for; where none is, {@code verify-full}, or {@code disable} where nothing leaves this machine. */
    public TlsDefinition.Mode tlsMode() {
        return mode(address, tls);
    }

    private static TlsDefinition.Mode mode(PostgresAddress address, TlsDefinition tls) {
        return tls.mode().orElse(address.isLoopback() ? TlsDefinition.Mode.DISABLE : TlsDefinition.Mode.VERIFY_FULL);
    }

    /** The address, for people. */
    @Override
    public String toString() {
        return address.toString();
    }
}
