package dev.culvert.connector.snapshot;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.ExportedSnapshot;
import java.sql.SQLException;

/** A session inside a transaction that sees the database as of the snapshot, until it is closed. For one thread. */
final class SnapshotReader implements AutoCloseable {
    private final Session session;

    private SnapshotReader(Session session) {
        this.session = session;
    }

    /** Begins the transaction; {@code session} is closed with the reader. */
    static SnapshotReader open(Session session, ExportedSnapshot snapshot) {
        try {
            session.jdbc().setAutoCommit(false);
            snapshot.importInto(session);
            return new SnapshotReader(session);
        } catch (SQLException e) {
            session.close();
            throw session.translate(e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    Session session() {
        return session;
    }

    /** Ends the transaction, and with it its locks, by ending the session. */
    @Override
    public void close() {
        session.close();
    }
}
