package dev.culvert.postgres.connection;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Opens sessions with one database. Safe for several threads; each session belongs to who opened it.
 *
 * <p>A connect fails with {@link ErrorCode#PG_UNREACHABLE}, {@link ErrorCode#PG_AUTH}, {@link ErrorCode#PG_TLS},
 * {@link ErrorCode#PG_NO_DATABASE}, {@link ErrorCode#PG_NOT_PRIMARY}, {@link ErrorCode#PG_POOLER},
 * {@link ErrorCode#PG_NO_FREE_WALSENDER} or {@link ErrorCode#SECRET_MISSING}.
 */
public final class Sessions {
    private static final int WITH_CLIENT_CHECK = 14;

    private final ConnectionSettings settings;
    private final Optional<ServerMark> server;

    public Sessions(ConnectionSettings settings) {
        this(settings, Optional.empty());
    }

    private Sessions(ConnectionSettings settings, Optional<ServerMark> server) {
        this.settings = settings;
        this.server = server;
    }

    /** The same, with this server only: each session asks who answers, and fails with {@link ErrorCode#PG_SERVER_CHANGED}. */
    public Sessions with(ServerMark only) {
        return new Sessions(settings, Optional.of(only));
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /** An ordinary session, in autocommit. */
    public Session open(SessionOptions options) {
        ApplicationName name = ApplicationName.of(settings.owner(), options.purpose());
        return connect(DriverProperties.of(settings, options, name), options, name, false);
    }

    /** An ordinary session for short statements. */
    public Session open(String purpose) {
        return open(SessionOptions.control(purpose));
    }

    /** A session that takes replication commands, and simple queries besides. */
    public Session openReplication(SessionOptions options) {
        ApplicationName name = ApplicationName.of(settings.owner(), options.purpose());
        return connect(DriverProperties.ofReplication(settings, options, name), options, name, true);
    }

    /** A session that takes replication commands, which may wait for ever. */
    public Session openReplication(String purpose) {
        return openReplication(SessionOptions.replication(purpose));
    }

    private Session connect(Properties properties, SessionOptions options, ApplicationName name, boolean replication) {
        Connection connection;
        try {
            connection = new Driver().connect(DriverProperties.url(settings.address()), properties);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, settings.toString(), SqlErrors.When.CONNECTING);
        }
        if (connection == null) {
            throw new IllegalStateException("the driver does not take an address that we made: " + settings);
        }
        Session session = new Session(connection, settings.toString(), name, replication);
        try {
            pin(session, PinnedSettings.of(options));
            server.ifPresent(only -> only.require(session));
            session.readTimeout(options.readTimeout());
            if (!replication && options.readTimeout().isZero()) {
                endWithClient(session);
            }
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * A statement that may take hours, such as the hash of a large table, must not outlive whoever asked for it. Before 14 the server
     * sees that only when it sends; some systems cannot look.
     */
    private static void endWithClient(Session session) {
        if (!session.version().isAtLeast(WITH_CLIENT_CHECK)) {
            return;
        }
        try {
            session.list("SELECT pg_catalog.set_config('client_connection_check_interval', '1s', false)", row -> true);
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INVALID_PARAMETER_VALUE)) {
                throw e;
            }
        }
    }

    private static void pin(Session session, PinnedSettings pinned) {
        session.list(pinned.setStatement(), row -> true);
        // I3: a setting that does not hold would change values
        List<String> differences =
                session.list(pinned.differencesQuery(), row -> row.text("name") + " is " + row.text("setting"));
        if (!differences.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.PG_SQL,
                    session.toString(),
                    "Settings of the session cannot be pinned: " + String.join(", ", differences) + ".",
                    Changed.NOTHING,
                    "Give the address of the server itself, and look for a login trigger that sets them.");
        }
    }
}
