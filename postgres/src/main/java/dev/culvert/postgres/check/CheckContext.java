package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.CulvertException;

/** What the checks share: one session, opened by the first that needs it, and the tables, selected once. */
final class CheckContext implements AutoCloseable {
    private final Sessions sessions;
    private final SourceDefinition source;
    private Session session;
    private CulvertException unreachable;
    private TableSelection selection;

    CheckContext(Sessions sessions, SourceDefinition source) {
        this.sessions = sessions;
        this.source = source;
    }

    /** With a session that is open already, and that {@link #close} then ends. */
    CheckContext(Sessions sessions, SourceDefinition source, Session session) {
        this(sessions, source);
        this.session = session;
    }

    Sessions sessions() {
        return sessions;
    }

    SourceDefinition source() {
        return source;
    }

    Session session() {
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

    TableSelection selection() {
        if (selection == null) {
            selection = new TableSelector(session()).select(source.tables());
        }
        return selection;
    }

    String server() {
        return "server " + sessions.settings();
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
