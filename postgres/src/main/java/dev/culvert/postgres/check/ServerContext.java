package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.error.CulvertException;

/** What the checks of one server share: a session, opened by the first that needs it. For one thread at a time. */
public class ServerContext implements AutoCloseable {
    private final Sessions sessions;
    private final String server;
    private Session session;
    private CulvertException unreachable;

    /** @param server what findings call it, such as {@code source old:5432/shop} */
    public ServerContext(Sessions sessions, String server) {
        this.sessions = sessions;
        this.server = server;
    }

    /** With a session that is open already, and that {@link #close} then ends. */
    ServerContext(Sessions sessions, String server, Session session) {
        this(sessions, server);
        this.session = session;
    }

    public final Sessions sessions() {
        return sessions;
    }

    /** What findings call the server. */
    public final String server() {
        return server;
    }

    /**
     * The session; one that broke is opened anew.
     *
     * @throws CulvertException if the server cannot be reached, and from then on for each that asks
     */
    public final Session session() {
        if (unreachable != null) {
            // each try may take a connect timeout, and twenty checks would wait for it in turn
            throw unreachable;
        }
        if (session == null || !session.isOpen()) {
            try {
                session = sessions.open("doctor");
            } catch (CulvertException e) {
                unreachable = e;
                throw e;
            }
        }
        return session;
    }

    @Override
    public final void close() {
        if (session != null) {
            session.close();
        }
    }
}
