package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.schemas.definition.SourceDefinition;

/** What the checks of a pipeline's source share: the session, and the tables, selected once. */
final class CheckContext extends ServerContext {
    private final SourceDefinition source;
    private TableSelection selection;

    CheckContext(Sessions sessions, SourceDefinition source) {
        super(sessions, label(sessions));
        this.source = source;
    }

    /** With a session that is open already, and that {@link #close} then ends. */
    CheckContext(Sessions sessions, SourceDefinition source, Session session) {
        super(sessions, label(sessions), session);
        this.source = source;
    }

    private static String label(Sessions sessions) {
        return "server " + sessions.settings();
    }

    SourceDefinition source() {
        return source;
    }

    TableSelection selection() {
        if (selection == null) {
            selection = new TableSelector(session()).select(source.tables());
        }
        return selection;
    }
}
