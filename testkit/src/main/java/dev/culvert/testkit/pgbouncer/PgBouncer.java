package dev.culvert.testkit.pgbouncer;

import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A PgBouncer as a process, which passes every database on to one server, in transaction mode by default. It ends with
 * {@link #close} or with this JVM. Safe for any thread.
 */
public final class PgBouncer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final RunDirectory directory;
    private final PgBouncerSettings settings;
    private final ServerProcess process;
    private final int port;
    private final Path databasesFile;

    private PgBouncer(
            RunDirectory directory, PgBouncerSettings settings, ServerProcess process, int port, Path databasesFile) {
        this.directory = directory;
        this.settings = settings;
        this.process = process;
        this.port = port;
        this.databasesFile = databasesFile;
    }

    public static Builder of(PostgresServer target) {
        return new Builder(target);
    }

    /** What to start. Not safe for use by several threads. */
    public static final class Builder {
        private final PostgresServer target;
        private final PgBouncerSettings settings = new PgBouncerSettings();
        private Optional<String> databases = Optional.empty();
        private Optional<PgBouncer> sibling = Optional.empty();
        private String path = System.getenv("PATH");

        private Builder(PostgresServer target) {
            this.target = target;
        }

        /** A line of the section pgbouncer. */
        public Builder setting(String name, String value) {
            settings.set(name, value);
            return this;
        }

        /** Somebody who may log in; with trust, which is the default, the password is not asked for. */
        public Builder user(String name, String password) {
            settings.user(name, password);
            return this;
        }

        /** What stands under {@code [databases]}: in a file of its own, which {@link PgBouncer#databasesFile} is. */
        public Builder databases(String lines) {
            databases = Optional.of(lines);
            return this;
        }

        /** The file of another process, as several on one machine have it. */
        public Builder databasesOf(PgBouncer other) {
            sibling = Optional.of(other);
            return this;
        }

        /** Where the program is looked for, instead of in PATH; parts as in PATH. */
        public Builder path(String newPath) {
            path = newPath;
            return this;
        }

        public PgBouncer start() {
            String program = find(path);
            RunDirectory directory = RunDirectory.create("pgbouncer", ServerUser.UNPRIVILEGED);
            int port = FreePort.find();
            PgBouncerSettings own = settings.copy();
            own.set("listen_port", Integer.toString(port));
            own.set("unix_socket_dir", directory.path().toString());
            own.set("auth_file", directory.path().resolve("users.txt").toString());
            Path databasesFile = sibling.map(PgBouncer::databasesFile)
                    .orElse(directory.path().resolve("databases.ini"));
            if (databases.isPresent() || sibling.isPresent()) {
                own.databases("%include " + databasesFile + "\n");
            }
            databases.ifPresent(lines -> write(databasesFile, lines));
            own.write(directory.path(), target);
            ServerProcess process = ServerProcess.Command.of(
                            "pgbouncer", directory.path(), List.of(program, "pgbouncer.ini"))
                    .withUser(ServerUser.UNPRIVILEGED)
                    .start(directory.path().resolve("log"));
            PgBouncer started = new PgBouncer(directory, own, process, port, databasesFile);
            try {
                process.awaitReady(started::accepts, START_LIMIT);
            } catch (TestkitException e) {
                started.close();
                throw e;
            }
            return started;
        }

        private static void write(Path file, String lines) {
            try {
                Files.writeString(file, lines);
                ServerUser.UNPRIVILEGED.own(file);
            } catch (IOException e) {
                throw new UncheckedIOException("databases of PgBouncer in " + file, e);
            }
        }

        private static String find(String path) {
            return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                    .map(part -> Path.of(part, "pgbouncer"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst()
                    .orElseThrow(() -> new TestkitException(
                            "pgbouncer is not in " + path + "; install it, for example by: apt-get install pgbouncer"));
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** {@code postgresql://postgres@host:port/database}. */
    public String url(String database) {
        return "postgresql://postgres@%s:%d/%s".formatted(host(), port, database);
    }

    /** For pgjdbc, without prepared statements on the server: in transaction mode they may meet another session. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s?user=postgres&prepareThreshold=0".formatted(host(), port, database);
    }

    /** A command of the admin console, such as PAUSE, RESUME or RECONNECT; returns when it is done. */
    public void command(String command) {
        new AdminConsole(host(), port, COMMAND_LIMIT).run(command);
    }

    /** Passes what comes from now on to another server; sessions with the old one end at their transaction's end. */
    public void redirect(PostgresServer newTarget) {
        settings.write(directory.path(), newTarget);
        command("RELOAD");
    }

    /** The file that {@link Builder#databases} made. */
    public Path databasesFile() {
        return databasesFile;
    }

    /** The directory of its unix socket. */
    public Path socketDir() {
        return directory.path();
    }

    /** Sends a signal, a name without SIG, such as STOP, after which it takes connections and answers nothing. */
    public void signal(String signal) {
        process.signal(signal);
    }

    public String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.signal("KILL");
        process.awaitExit(STOP_LIMIT);
        directory.close();
    }

    private boolean accepts() {
        try (Socket socket = new Socket(host(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "PgBouncer on " + host() + ":" + port;
    }
}
