package dev.culvert.postgres.connection;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with the server, in autocommit but inside {@link #transaction}. For one thread at a time, except
 * {@link #cancel} and {@link #abort}.
 *
 * <p>Errors come as {@link CulvertException}: {@link ErrorCode#PG_CONNECTION_LOST}, {@link ErrorCode#PG_PRIVILEGE},
 * {@link ErrorCode#PG_SQL} and what else {@link SqlErrors} tells apart; {@link SqlStates#of} has the SQLSTATE.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final String place;
    private final ApplicationName name;
    private final boolean replication;
    private boolean inTransaction;
    private ServerVersion version;

    Session(Connection connection, String place, ApplicationName name, boolean replication) {
        this.connection = connection;
        this.place = place;
        this.name = name;
        this.replication = replication;
    }

    /** Every row of a query. Parameters stand as {@code ?}; without any, a {@code ?} in the text is an operator. */
    public <T> List<T> list(String sql, RowReader<T> reader, Object... parameters) {
        try (Statement statement = statement(sql, parameters);
                ResultSet result = query(statement, sql)) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(result);
            while (result.next()) {
                rows.add(reader.read(row));
            }
            return List.copyOf(rows);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** The only row, if there is one. */
    public <T> Optional<T> optional(String sql, RowReader<T> reader, Object... parameters) {
        List<T> rows = list(sql, reader, parameters);
        if (rows.size() > 1) {
            throw new IllegalStateException("expected one row at most, the server returned " + rows.size());
        }
        return rows.stream().findFirst();
    }

    /** The only row. */
    public <T> T one(String sql, RowReader<T> reader, Object... parameters) {
        return optional(sql, reader, parameters)
                .orElseThrow(() -> new IllegalStateException("expected one row, the server returned none"));
    }

    /** A statement that returns nothing; the number of rows that it changed. */
    public long update(String sql, Object... parameters) {
        try (Statement statement = statement(sql, parameters)) {
            if (statement instanceof PreparedStatement prepared) {
                return prepared.executeLargeUpdate();
            }
            statement.execute(sql);
            return Math.max(0, statement.getLargeUpdateCount());
        } catch (SQLException e) {
            throw inTransaction ? translate(e) : ofChange(e);
        }
    }

    private Statement statement(String sql, Object... parameters) throws SQLException {
        if (parameters.length == 0) {
            Statement statement = connection.createStatement();
            // braces are braces, not JDBC's escapes
            statement.setEscapeProcessing(false);
            return statement;
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            statement.setObject(i + 1, value instanceof List<?> texts ? textArray(texts) : value);
        }
        return statement;
    }

    private Object textArray(List<?> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static ResultSet query(Statement statement, String sql) throws SQLException {
        return statement instanceof PreparedStatement prepared ? prepared.executeQuery() : statement.executeQuery(sql);
    }

    /** Runs {@code work} in one transaction: committed when it returns, rolled back when it throws. */
    public <T> T transaction(Supplier<T> work) {
        return transaction(work, true);
    }

    /** Runs {@code work} in one transaction that is rolled back in any case. */
    public <T> T rolledBack(Supplier<T> work) {
        return transaction(work, false);
    }

    private <T> T transaction(Supplier<T> work, boolean commit) {
        try {
            connection.setAutoCommit(false);
            inTransaction = true;
            boolean returned = false;
            try {
                T value = work.get();
                returned = true;
                if (commit) {
                    commit();
                } else {
                    connection.rollback();
                }
                return value;
            } finally {
                inTransaction = false;
                if (!returned) {
                    rollbackQuietly();
                }
                restoreAutoCommit();
            }
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    private void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw ofChange(e);
        }
    }

    /** A connection that is lost before the answer came says nothing about what became of the change (I11). */
    private CulvertException ofChange(SQLException error) {
        CulvertException e = translate(error);
        return e.code() == ErrorCode.PG_CONNECTION_LOST
                ? new CulvertException(e.code(), e.object(), e.fact(), Changed.UNKNOWN, e.remedy(), e.getCause())
                : e;
    }

    private void rollbackQuietly() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // the error that led here is the one to tell; a session that cannot roll back is lost, and says so when
            // used
            LOG.debug("rollback on {} failed with SQLSTATE {}", place, e.getSQLState());
        }
    }

    private void restoreAutoCommit() throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
        }
    }

    /** The driver's connection, for COPY and the replication stream. Its settings are not to be changed. */
    public Connection jdbc() {
        return connection;
    }

    /** The driver's own interface. */
    public PGConnection driver() {
        try {
            return connection.unwrap(PGConnection.class);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** Process id of the server's side. Behind a pooler it is the pooler's invention. */
    public int backendPid() {
        return driver().getBackendPID();
    }

    /** The server's version, asked for once. */
    public ServerVersion version() {
        if (version == null) {
            String number = one("SELECT pg_catalog.current_setting('server_version_num') AS v", row -> row.text("v"));
            version = new ServerVersion(Integer.parseInt(number));
        }
        return version;
    }

    /** Whether it is not known to be closed or broken. */
    public boolean isOpen() {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** Whether the server is there, which is asked, also within a transaction that has failed. */
    public boolean answers(Duration within) {
        try {
            return connection.isValid(Math.toIntExact(within.toSeconds()));
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    public ApplicationName applicationName() {
        return name;
    }

    public boolean isReplication() {
        return replication;
    }

    /** From now on the server may be silent for so long; zero means for ever. */
    public void readTimeout(Duration timeout) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** Asks the server to cancel what this session is doing. From any thread; does nothing if it is idle. */
    public void cancel() {
        try {
            driver().cancelQuery();
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** Drops the connection at once, without a word to the server. From any thread. */
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /** An error of the driver, as one of ours. */
    public CulvertException translate(SQLException error) {
        return SqlErrors.translate(error, this);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server ends the session when the socket is gone
            LOG.debug("close of a session on {} failed with SQLSTATE {}", place, e.getSQLState());
        }
    }

    /** The address, for people. */
    @Override
    public String toString() {
        return place;
    }
}
