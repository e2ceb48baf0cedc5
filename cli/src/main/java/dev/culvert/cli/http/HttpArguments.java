package dev.culvert.cli.http;

import dev.culvert.runtime.http.HttpOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a command that serves HTTP while it runs. */
public final class HttpArguments {
    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description = "Serve health, metrics and status; loopback unless certificate, key and token are given.")
    private Optional<String> http = Optional.empty();

    @Option(names = "--http-cert", paramLabel = "FILE", description = "PEM certificate for --http.")
    private Optional<Path> httpCertificate = Optional.empty();

    @Option(names = "--http-key", paramLabel = "FILE", description = "PEM key for --http.")
    private Optional<Path> httpKey = Optional.empty();

    @Option(
            names = "--http-token",
            paramLabel = "env:NAME|file:PATH",
            description = "The token that clients of --http must know.")
    private Optional<String> httpToken = Optional.empty();

    /**
     * Empty unless it is asked for.
     *
     * @throws dev.culvert.schemas.error.CulvertException as {@link HttpOptions#of}
     */
    public Optional<HttpOptions> options() {
        return http.map(given -> HttpOptions.of(given, httpCertificate, httpKey, httpToken));
    }
}
