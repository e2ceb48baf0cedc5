package dev.culvert.testkit.cutover;

import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A report that runs for long: one transaction with one snapshot, from which the sum is read at its beginning and at its end. For
 * one thread.
 */
public final class HeldRead implements AutoCloseable {
    private final Attempts attempts;
    private final Connection connection;
    private boolean ended;

    private HeldRead(Attempts attempts, Connection connection) {
        this.attempts = attempts;
        this.connection = connection;
    }

    /** Connects and reads. */
    public static HeldRead begin(String jdbcUrl, Attempts attempts) {
        try {
            Connection connection = DriverManager.getConnection(jdbcUrl);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            HeldRead read = new HeldRead(attempts, connection);
            read.look();
            return read;
        } catch (SQLException e) {
            throw new TestkitException("a long read could not begin", e);
        }
    }

    private void look() throws SQLException {
        Reader.check(Works.total(connection), attempts);
    }

    /** Reads once more; a session that was ended meanwhile is a fault, since nobody need end a reader. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        try (connection) {
            look();
            connection.commit();
        } catch (SQLException e) {
            attempts.fault("a long read was ended: " + e.getSQLState());
        }
    }
}
