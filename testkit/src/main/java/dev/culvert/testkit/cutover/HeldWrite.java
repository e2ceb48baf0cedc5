package dev.culvert.testkit.cutover;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A transaction that has written before the fence, and commits when the test says so. For one thread. */
public final class HeldWrite implements AutoCloseable {
    private static final String NAME = "held";

    private final Attempts attempts;
    private final Connection connection;
    private final long tag;
    private final long began;

    private HeldWrite(Attempts attempts, Connection connection, long tag, long began) {
        this.attempts = attempts;
        this.connection = connection;
        this.tag = tag;
        this.began = began;
    }

    /** Connects and writes. */
    static HeldWrite begin(String url, Attempts attempts) {
        long tag = attempts.nextTag();
        long began = System.nanoTime();
        try {
            Connection connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            Works.append(NAME).run(connection, tag);
            return new HeldWrite(attempts, connection, tag, began);
        } catch (SQLException e) {
            throw new TestkitException("a write before the fence failed", e);
        }
    }

    /** What the client is told; it is among the attempts. */
    public Outcome commit() {
        Outcome outcome;
        String state = "";
        try {
            connection.commit();
            outcome = Outcome.OK;
        } catch (SQLException e) {
            // whether the server had read the COMMIT before it ended the session is not known here
            outcome = Outcome.UNKNOWN;
            state = String.valueOf(e.getSQLState());
        }
        attempts.add(new Attempt(NAME, "ledger", tag, outcome, state, began, System.nanoTime()));
        return outcome;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server had ended it
        }
    }
}
