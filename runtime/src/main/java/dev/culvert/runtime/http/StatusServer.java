package dev.culvert.runtime.http;

import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import java.net.BindException;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;

/**
 * Serves {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /api/v1/status} and, at {@code /}, the status page of
 * the pipelines of this process, or of whatever else is {@link Served}. Its threads are daemons and named {@code culvert-http}; it
 * works only when it is asked.
 */
public final class StatusServer implements AutoCloseable {
    private final HttpOptions options;
    private final Served served;
    private final Javalin javalin;

    private StatusServer(HttpOptions options, Served served) {
        this.options = options;
        Gate gate = new Gate(options);
        this.served = served;
        this.javalin = Javalin.create(config -> {
            quiet(config);
            Jetty.configure(config.jetty, options);
            new Routes(gate, served).on(config.routes);
        });
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
    }

    /**
     * @throws CulvertException {@link ErrorCode#HTTP_INSECURE}, {@link ErrorCode#HTTP_BIND}, {@link ErrorCode#SECRET_MISSING},
     *     {@link ErrorCode#FILE_NOT_FOUND} or {@link ErrorCode#USAGE}; nothing is served then
     */
    public static StatusServer start(HttpOptions options, StatusView view) {
        return start(options, List.of(view));
    }

    /** As above, of the pipelines of this process. */
    public static StatusServer start(HttpOptions options, List<StatusView> views) {
        options.check();
        return start(options, views.size() == 1 ? new ServedPipeline(views.get(0)) : new ServedPipelines(views));
    }

    /**
     * As above, of anything.
     *
     * @param served is closed with the server, and also if it does not start
     */
    public static StatusServer start(HttpOptions options, Served served) {
        options.check();
        StatusServer server = new StatusServer(options, served);
        try {
            server.javalin.start();
        } catch (JavalinException e) {
            server.close();
            throw notBound(options, e);
        }
        return server;
    }

    /** Where it is, with the port that it has. */
    public URI address() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create((options.tls().isPresent() ? "https" : "http") + "://" + host + ":" + javalin.port() + "/");
    }

    /** Ends it at once; requests that are being answered are cut. */
    @Override
    public void close() {
        Server jetty = javalin.jettyServer().server();
        try {
            if (jetty.isStarted()) {
                javalin.stop();
            }
        } finally {
            served.close();
        }
    }

    private static CulvertException notBound(HttpOptions options, JavalinException e) {
        String fact = bindFailure(e).map(Throwable::getMessage).orElse("It could not be served.");
        return new CulvertException(
                ErrorCode.HTTP_BIND,
                "HTTP address " + options.address(),
                fact + (fact.endsWith(".") ? "" : "."),
                Changed.NOTHING,
                "See who has it (ss -ltnp 'sport = :" + options.port() + "'), or give another address.",
                e);
    }

    /** The socket's own words, which name no more than what is wrong with the address. */
    private static Optional<Throwable> bindFailure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException && (cause.getCause() == null || cause instanceof BindException)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
