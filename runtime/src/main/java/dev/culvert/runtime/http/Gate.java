package dev.culvert.runtime.http;

import dev.culvert.schemas.error.CulvertException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes before anything else: it reads, it names the host that it means, and it knows the token where
 * there is one. On loopback the name matters: a page of anybody's, whose name was made to resolve to 127.0.0.1, would else
 * read from the browser of whoever sits at this machine.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopback;
    private final String host;
    private final Optional<Token> token;

    Gate(HttpOptions options) {
        this.loopback = options.loopback();
        this.host =
                (options.host().contains(":") ? "[" + options.host() + "]" : options.host()).toLowerCase(Locale.ROOT);
        this.token = options.token().map(Token::new);
    }

    /** Of every request. */
    void pass(Context request) {
        if (request.method() != HandlerType.GET) {
            request.header("Allow", "GET");
            throw new Refused(405, "only GET");
        }
        if (loopback && !named(Optional.ofNullable(request.header("Host")).orElse(""))) {
            throw new Refused(421, "the Host header does not name this server");
        }
    }

    private boolean named(String header) {
        String name = header.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "");
        return LOOPBACK_NAMES.contains(name) || name.equals(host);
    }

    /** Of what is not for everybody. */
    void authorize(Context request) {
        if (!trusted(request)) {
            request.header("WWW-Authenticate", "Bearer realm=\"culvert\"");
            throw new Refused(401, "a bearer token is needed");
        }
    }

    /** Whether details may be told. */
    boolean trusted(Context request) {
        if (token.isEmpty()) {
            return true;
        }
        try {
            return token.get()
                    .allows(Optional.ofNullable(request.header("Authorization")).orElse(""));
        } catch (CulvertException e) {
            LOG.error("{} {}: {}", e.code().code(), e.object(), e.fact());
            throw new Refused(503, "the token cannot be read");
        }
    }
}
