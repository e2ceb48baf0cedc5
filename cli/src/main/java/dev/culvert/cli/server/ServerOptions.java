package dev.culvert.cli.server;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How to reach a server; for commands without a definition. */
public final class ServerOptions {
    @Option(
            names = "--url",
            required = true,
            paramLabel = "postgresql://USER@HOST:PORT/DATABASE",
            description = "The database, without a password.")
    private String url = "";

    @Option(names = "--password", paramLabel = "env:NAME|file:PATH", description = "Where the password is found.")
    private Optional<String> password = Optional.empty();

    @Option(
            names = "--tls-mode",
            paramLabel = "MODE",
            converter = Mode.class,
            description = "disable, require, verify-ca or verify-full; default: verify-full, on loopback disable.")
    private Optional<TlsDefinition.Mode> tlsMode = Optional.empty();

    @Option(names = "--tls-root-cert", paramLabel = "FILE", description = "PEM certificates to trust.")
    private Optional<Path> rootCert = Optional.empty();

    /** Opens nothing yet. */
    public Sessions sessions() {
        return new Sessions(new ConnectionSettings(
                PostgresAddress.parse(url),
                password.map(text -> reference("--password", text)),
                new TlsDefinition(tlsMode, rootCert, Optional.empty(), Optional.empty(), Optional.empty()),
                "cli",
                ConnectionSettings.DEFAULT_CONNECT_TIMEOUT));
    }

    /** The address as it is given to other commands. */
    public String url() {
        return url;
    }

    /**
     * A reference to a secret.
     *
     * @param option that the text is of
     * @throws CulvertException {@link ErrorCode#USAGE}
     */
    public static SecretReference reference(String option, String text) {
        if (text.startsWith("env:") && text.length() > 4) {
            return new SecretReference.Environment(text.substring(4));
        }
        if (text.startsWith("file:") && text.length() > 5) {
            return new SecretReference.File(Path.of(text.substring(5)));
        }
        throw new CulvertException( // I12: it may be the password, and is not repeated
                ErrorCode.USAGE,
                option,
                "It is not a reference to a secret, and a password on a command line can be read by everybody.",
                Changed.NOTHING,
                "Write " + option + " env:NAME or " + option + " file:PATH.");
    }

    /** Modes as libpq spells them. */
    public static final class Mode implements ITypeConverter<TlsDefinition.Mode> {
        @Override
        public TlsDefinition.Mode convert(String text) {
            return TlsDefinition.Mode.valueOf(
                    text.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }
    }
}
