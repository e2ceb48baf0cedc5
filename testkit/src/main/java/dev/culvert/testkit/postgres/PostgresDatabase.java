package dev.culvert.testkit.postgres;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.TestkitException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A database of a test server, seen as one user. Each call uses a connection of its own. Closing it drops the
 * database, with what would prevent that: its replication slots, subscriptions, prepared transactions and sessions.
 *
 * <p>Immutable, safe for any thread. A failing statement is a {@link TestkitException} with PostgreSQL's message.
 */
public final class PostgresDatabase implements AutoCloseable {
    private static final Duration SLOT_LIMIT = Duration.ofSeconds(10);
    private static final String IN_USE = "55006";
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final PostgresServer server;
    private final String name;
    private final String user;
    private final Optional<String> password;

    PostgresDatabase(PostgresServer server, String name, String user, Optional<String> password) {
        this.server = server;
        this.name = name;
        this.user = user;
        this.password = password;
    }

    /** The same database as another user, who has no password. */
    public PostgresDatabase as(String otherUser) {
        return new PostgresDatabase(server, name, otherUser, Optional.empty());
    }

    /** The same database as another user. */
    public PostgresDatabase as(String otherUser, String otherPassword) {
        return new PostgresDatabase(server, name, otherUser, Optional.of(otherPassword));
    }

    public PostgresServer server() {
        return server;
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    public String name() {
        return name;
    }

    public String user() {
        return user;
    }

    public Optional<String> password() {
        return password;
    }

    /** {@code postgresql://user@host:port/name}, without the password. */
    public String url() {
        return "postgresql://%s@%s:%d/%s".formatted(encode(user), host(), port(), encode(name));
    }

    /** For pgjdbc, with the user but without the password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s?user=%s".formatted(host(), port(), encode(name), encode(user));
    }

    /** A new connection, which the caller closes. */
    public Connection connect() {
        return connect(new Properties());
    }

    /** As {@link #connect()}, with further properties of pgjdbc. */
    public Connection connect(Properties properties) {
        Properties all = new Properties();
        all.putAll(properties);
        password.ifPresent(secret -> all.setProperty("password", secret));
        try {
            return DriverManager.getConnection(jdbcUrl(), all);
        } catch (SQLException e) {
            throw new TestkitException("no connection to " + url() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Runs the statements one after the other, each in a transaction of its own. One that drops a slot waits for a moment until its walsender has seen that
     * nobody reads any more.
     */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                Deadline.after(SLOT_LIMIT)
                        .require(() -> isDone(statement, sql), () -> url() + ": nobody reads by the slot: " + sql);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private boolean isDone(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            if (IN_USE.equals(e.getSQLState()) && sql.contains("pg_drop_replication_slot")) {
                return false;
            }
            throw failed(e);
        }
    }

    /** Rows of a query as PostgreSQL's text; SQL NULL is a null element. Parameters are bound to {@code ?}. */
    public List<List<String>> query(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The first column of the first row as text; empty for SQL NULL and for no row. */
    public Optional<String> value(String sql, Object... parameters) {
        return query(sql, parameters).stream().findFirst().map(row -> row.get(0));
    }

    /** The first column of the first row as a number; there must be one. */
    public long number(String sql, Object... parameters) {
        return Long.parseLong(value(sql, parameters).orElseThrow());
    }

    /** An identifier in double quotes. */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        PostgresDatabase maintenance = server.maintenance();
        if (maintenance
                .query("SELECT 1 FROM pg_database WHERE datname = ?", name)
                .isEmpty()) {
            return;
        }
        PostgresDatabase self = server.database(name);
        self.dropSubscriptions();
        self.rollbackPrepared();
        Deadline.after(CLOSE_LIMIT).require(() -> dropSlots(maintenance), () -> "slots of " + url() + " dropped");
        maintenance.execute("DROP DATABASE " + quote(name) + " WITH (FORCE)");
    }

    private void dropSubscriptions() {
        for (List<String> row : query(
                """
                SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
                WHERE d.datname = current_database()""")) {
            String subscription = quote(row.get(0));
            execute(
                    "ALTER SUBSCRIPTION " + subscription + " DISABLE",
                    "ALTER SUBSCRIPTION " + subscription + " SET (slot_name = NONE)",
                    "DROP SUBSCRIPTION " + subscription);
        }
    }

    private void rollbackPrepared() {
        for (List<String> row : query("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
            execute("ROLLBACK PREPARED '" + row.get(0).replace("'", "''") + "'");
        }
    }

    /** True when none is left. One that is in use is dropped by a later call, when its reader has ended. */
    private boolean dropSlots(PostgresDatabase maintenance) {
        maintenance.query(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = ? AND active",
                name);
        try {
            maintenance.query(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = ? AND NOT active",
                    name);
        } catch (TestkitException e) {
            if (e.getCause() instanceof SQLException sql && "55006".equals(sql.getSQLState())) {
                return false; // somebody took the slot in between
            }
            throw e;
        }
        return maintenance
                .query("SELECT 1 FROM pg_replication_slots WHERE database = ?", name)
                .isEmpty();
    }

    private static List<List<String>> read(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        List<List<String>> all = new ArrayList<>();
        while (rows.next()) {
            List<String> row = new ArrayList<>(columns);
            for (int i = 1; i <= columns; i++) {
                row.add(rows.getString(i));
            }
            all.add(Collections.unmodifiableList(row));
        }
        return all;
    }

    private TestkitException failed(SQLException e) {
        return new TestkitException(url() + ": " + e.getMessage(), e);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return url();
    }
}
