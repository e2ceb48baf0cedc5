package dev.culvert.cli.http;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.command.Watching;
import dev.culvert.cli.output.Outcome;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.Served;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code status --watch}, which may serve HTTP meanwhile. */
public final class WatchedStatus {
    private WatchedStatus() {}

    /**
     * Tells once, or again and again while it serves.
     *
     * @param where to serve; empty for nowhere
     * @throws CulvertException {@link ErrorCode#USAGE} if it is to serve and not to watch
     */
    public static Outcome run(
            boolean watch, Optional<HttpOptions> where, Served served, Supplier<Outcome> read, Terminal terminal) {
        if (where.isPresent() && !watch) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    "--http",
                    "It serves while the command runs, and without --watch it ends at once.",
                    Changed.NOTHING,
                    "Give --watch too.");
        }
        Optional<StatusServer> server = serve(where, served, terminal);
        try {
            return Watching.run(watch, read, terminal);
        } finally {
            server.ifPresent(StatusServer::close);
        }
    }

    /** Begins, if it is asked for. */
    public static Optional<StatusServer> serve(Optional<HttpOptions> where, Served served, Terminal terminal) {
        Optional<StatusServer> server = where.map(options -> StatusServer.start(options, served));
        server.ifPresent(each -> terminal.message("serving " + each.address()));
        return server;
    }
}
