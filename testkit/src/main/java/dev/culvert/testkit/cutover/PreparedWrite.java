package dev.culvert.testkit.cutover;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A transaction that has written and is prepared (XA), and is committed when the test says so. For one thread. */
public final class PreparedWrite {
    private static final String NAME = "prepared";

    private final Attempts attempts;
    private final String url;
    private final long tag;
    private final long began;

    private PreparedWrite(Attempts attempts, String url, long tag, long began) {
        this.attempts = attempts;
        this.url = url;
        this.tag = tag;
        this.began = began;
    }

    /** Writes and prepares; no session belongs to it any more. */
    static PreparedWrite begin(String url, Attempts attempts) {
        PreparedWrite write = new PreparedWrite(attempts, url, attempts.nextTag(), System.nanoTime());
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            Works.append(NAME).run(connection, write.tag);
            Works.run(connection, "PREPARE TRANSACTION '" + write.name() + "'");
            connection.rollback();
            return write;
        } catch (SQLException e) {
            throw new TestkitException("a transaction could not be prepared", e);
        }
    }

    /** By which the server knows it. */
    public String name() {
        return "xa-" + tag;
    }

    /** It is among the attempts then, as one that was acknowledged. */
    public void commit() {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("COMMIT PREPARED '" + name() + "'");
        } catch (SQLException e) {
            throw new TestkitException("a prepared transaction could not be committed", e);
        }
        attempts.add(new Attempt(NAME, "ledger", tag, Outcome.OK, "", began, System.nanoTime()));
    }
}
