package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.traffic.ClientAddress;
import dev.culvert.migration.traffic.protocol.Endpoint;
import dev.culvert.migration.traffic.protocol.ServerError;
import dev.culvert.migration.traffic.protocol.SimpleSession;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One PgBouncer process, by its console. Keeps a session open, since a pooler full of waiting clients may refuse a new one. For
 * one thread at a time.
 */
final class Node implements AutoCloseable {
    /** What every command but PAUSE does at once. */
    static final Duration LIMIT = Duration.ofSeconds(3);

    private final Endpoint console;
    private final List<String> databases;
    private final Optional<Path> namedFile;
    private FileStore file;
    private SimpleSession session;

    Node(Endpoint console, List<String> databases, Optional<Path> namedFile) {
        this.console = console;
        this.databases = List.copyOf(databases);
        this.namedFile = namedFile;
    }

    Endpoint console() {
        return console;
    }

    /** The names of its databases that are to be held and moved. */
    List<String> databases() {
        return databases;
    }

    /**
     * The file that is named, or else the pooler's own.
     *
     * @throws NoSuchFileException if none is named, and the pooler says only how its own is called from where it was started
     */
    FileStore file() throws IOException {
        if (file == null) {
            String own = namedFile.isPresent() ? "" : settings().getOrDefault("conffile", "");
            Path path = namedFile.orElseGet(() -> Path.of(own));
            if (!path.isAbsolute() && namedFile.isEmpty()) {
                throw new NoSuchFileException(own, null, "name it under databasesFile");
            }
            file = new FileStore(path);
        }
        return file;
    }

    /** For people. */
    String fileName() {
        return file != null ? file.toString() : namedFile.map(Path::toString).orElse("its configuration file");
    }

    /** Connects where it is not connected. */
    void connect() throws IOException {
        if (session == null || !session.isOpen()) {
            session = SimpleSession.open(console, LIMIT);
        }
    }

    /** A command that may be repeated. */
    List<Map<String, String>> run(String command) throws IOException {
        boolean kept = session != null && session.isOpen();
        connect();
        try {
            return session.query(command, LIMIT);
        } catch (ServerError e) {
            throw e;
        } catch (IOException e) {
            if (!kept) {
                throw e;
            }
            // the session had ended since its last use
            session.close();
            connect();
            return session.query(command, LIMIT);
        }
    }

    /** Every database that the pooler knows now, by name. */
    Map<String, ShownDatabase> shown() throws IOException {
        Map<String, ShownDatabase> byName = new LinkedHashMap<>();
        run("SHOW DATABASES").stream()
                .map(ShownDatabase::of)
                .forEach(database -> byName.put(database.name(), database));
        return byName;
    }

    /** From where its connections come to servers, whichever. */
    List<ClientAddress> connections() throws IOException {
        return run("SHOW SERVERS").stream()
                .map(row -> row.getOrDefault("local_addr", "").startsWith(ClientAddress.LOCAL)
                        ? ClientAddress.SOCKET
                        : new ClientAddress(row.get("local_addr"), Integer.parseInt(row.get("local_port"))))
                .toList();
    }

    /** Values of SHOW CONFIG. */
    Map<String, String> settings() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        run("SHOW CONFIG").forEach(row -> values.put(row.get("key"), row.get("value")));
        return values;
    }

    /** Returns when no transaction is under way; on a session of its own, since it ends when the time is over. */
    void pause(String database, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (SimpleSession waiting = SimpleSession.open(console, limit)) {
            noSpares(waiting, limit);
            new QuietMoment(waiting, database).await(limit);
            waiting.query("PAUSE " + quote(database), Duration.ofNanos(end - System.nanoTime()));
        }
    }

    /**
     * Up to the next RELOAD the pooler begins no connections that no client waits for. It begins them for a database that is
     * paused too, and ends them at once: what that does, {@link QuietMoment} says.
     */
    void noSpares() throws IOException {
        connect();
        noSpares(session, LIMIT);
    }

    private static void noSpares(SimpleSession console, Duration limit) throws IOException {
        try {
            console.query("SET min_pool_size = 0", limit);
        } catch (ServerError refused) {
            // a pooler that does not know it keeps none
        }
    }

    /** Lets it go; nothing happens where it is not held. */
    void resume(String database) throws IOException {
        try {
            run("RESUME " + quote(database));
        } catch (ServerError refused) {
            // not paused is an error to PgBouncer; what counts is what it shows afterwards
            ShownDatabase shown = shown().get(database);
            if (shown != null && shown.paused()) {
                throw refused;
            }
        }
    }

    /**
     * Up to the next RELOAD the pooler tries again at once where a connection to a server failed. To PgBouncer every connection
     * that it had begun for a client, and that PAUSE or RELOAD took away, is one that failed: that client would wait for
     * server_login_retry, 15 s by default.
     */
    void retryAtOnce() throws IOException {
        try {
            run("SET server_login_retry = 0");
        } catch (ServerError refused) {
            // a pooler that does not know it does not wait for it
        }
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return "pooler " + console;
    }
}
