package dev.culvert.testkit.postgres;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server as a process, on a port of 127.0.0.1 and with a data directory that both stay the same however
 * often it is stopped, killed and started. It ends, and its files go, with {@link #close} or with this JVM.
 *
 * <p>The superuser is {@code postgres}, without a password unless the builder gave one. Safe for any thread, but who
 * stops and starts it must be one at a time.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Map<Integer, PostgresServer> SHARED = new ConcurrentHashMap<>();

    private final PostgresBinaries binaries;
    private final RunDirectory directory;
    private final PostgresSettings settings;
    private final int port;
    private final Optional<String> password;
    private final Runnable afterClose;
    private final AtomicInteger databases = new AtomicInteger();
    private volatile Optional<ServerProcess> process = Optional.empty();

    PostgresServer(
            PostgresBinaries binaries,
            RunDirectory directory,
            PostgresSettings settings,
            int port,
            Optional<String> password,
            Runnable afterClose) {
        this.binaries = binaries;
        this.directory = directory;
        this.settings = settings;
        this.port = port;
        this.password = password;
        this.afterClose = afterClose;
    }

    /** A server of this major, 13 to 18, that is started by {@link PostgresServerBuilder#start}. */
    public static PostgresServerBuilder builder(int major) {
        return new PostgresServerBuilder(major);
    }

    /** A new server with default settings. */
    public static PostgresServer start(int major) {
        return builder(major).start();
    }

    /** The one server of this major that this JVM shares; nobody may stop it or change its settings. */
    public static PostgresServer shared(int major) {
        return SHARED.computeIfAbsent(major, PostgresServer::start);
    }

    public int major() {
        return binaries.major();
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public Path dataDir() {
        return directory.path().resolve("data");
    }

    /** The directory of its unix socket {@code .s.PGSQL.<port>}. */
    public Path socketDir() {
        return directory.path();
    }

    /** The postmaster's. */
    public long pid() {
        return running().pid();
    }

    public boolean isRunning() {
        return process.map(ServerProcess::isAlive).orElse(false);
    }

    /** Everything the server has written since it was made, over all its starts. */
    public String log() {
        try {
            return Files.readString(logFile(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("log of " + this, e);
        }
    }

    /** A new, empty database whose name starts with {@code prefix}. */
    public PostgresDatabase createDatabase(String prefix) {
        String name = prefix + "_" + databases.incrementAndGet();
        maintenance().execute("CREATE DATABASE " + PostgresDatabase.quote(name));
        return database(name);
    }

    /** A database that is there already; closing the handle drops it. */
    public PostgresDatabase database(String name) {
        return new PostgresDatabase(this, name, "postgres", password);
    }

    /** The database {@code postgres}, for statements on the whole server; do not close it. */
    public PostgresDatabase maintenance() {
        return database("postgres");
    }

    /** A connection of the superuser to the database {@code postgres}. */
    public Connection connect() {
        return maintenance().connect();
    }

    /** Takes effect by {@link #reload} or {@link #restart}, whichever the setting needs. */
    public void set(String name, String value) {
        settings.set(name, value);
        settings.write(dataDir());
    }

    /** Makes the server read its settings again, and returns when new sessions see them. */
    public void reload() {
        String before = maintenance().value("SELECT pg_conf_load_time()::text").orElseThrow();
        running().signal("HUP");
        Deadline.after(START_LIMIT)
                .require(
                        () -> !maintenance()
                                .value("SELECT pg_conf_load_time()::text")
                                .orElseThrow()
                                .equals(before),
                        () -> "settings reloaded by " + this);
    }

    /** Starts it again after {@link #stop} or {@link #kill}; returns when it accepts connections. */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(this + " runs already");
        }
        List<String> words =
                List.of(binaries.program("postgres").toString(), "-D", dataDir().toString());
        ServerProcess started = ServerProcess.Command.of("postgres", directory.path(), words)
                .withUser(ServerUser.UNPRIVILEGED)
                .withEndSignal(StopMode.IMMEDIATE.signal())
                .start(logFile());
        process = Optional.of(started);
        started.awaitReady(() -> statusOf(started.pid()).equals("ready"), START_LIMIT);
    }

    /** Shuts it down and waits for its end. */
    public synchronized void stop(StopMode mode) {
        ServerProcess stopping = running();
        stopping.signal(mode.signal());
        stopping.awaitExit(STOP_LIMIT);
    }

    public void restart(StopMode mode) {
        stop(mode);
        start();
    }

    /** {@code kill -9} of the postmaster; returns when its children have noticed and are gone too. */
    public synchronized void kill() {
        ServerProcess killed = running();
        List<ProcessHandle> children = ProcessHandle.of(killed.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
        killed.signal("KILL");
        killed.awaitExit(STOP_LIMIT);
        Deadline.after(STOP_LIMIT)
                .require(
                        () -> children.stream().noneMatch(ProcessHandle::isAlive),
                        () -> "children of the killed " + this + " gone");
    }

    @Override
    public synchronized void close() {
        process.ifPresent(current -> {
            current.signal(StopMode.IMMEDIATE.signal());
            current.awaitExit(STOP_LIMIT);
        });
        directory.close();
        afterClose.run();
    }

    /**
     * From now on no file of its sessions that begin then grows beyond {@code bytes}: a write that would is cut short, which
     * PostgreSQL takes for a full disk. Not below the 16 MiB of a WAL segment, and not a multiple of 8192, since PostgreSQL below 16
     * sees it only by a page that is written in part.
     */
    public void limitFiles(long bytes) {
        prlimit("--fsize=" + bytes + ":");
    }

    /** Takes the limit away again, for sessions that begin then. */
    public void unlimitFiles() {
        prlimit("--fsize=unlimited:");
    }

    private void prlimit(String limit) {
        Path log = directory.path().resolve("prlimit");
        ServerProcess.Command.of("prlimit", directory.path(), List.of("prlimit", "--pid", Long.toString(pid()), limit))
                // root may have been left without the right to do so for others
                .withUser(ServerUser.UNPRIVILEGED)
                .run(log, Duration.ofSeconds(20));
    }

    /**
     * A new hot standby of this server, which streams from it as {@code name} (the application_name) and is
     * asynchronous unless synchronous_standby_names says otherwise. Close it before this server.
     */
    public PostgresServer standby(String name) {
        return new StandbyCopy(this, settings).start(name);
    }

    /** Makes a standby a primary of its own, on a new timeline; returns when it takes writes. */
    public void promote() {
        if (!maintenance().value("SELECT pg_promote(true, 60)").orElseThrow().equals("t")) {
            throw new TestkitException(this + " was not promoted in 60 s:\n" + log());
        }
    }

    /** Keeps a copy of a stopped server's files, as a snapshot of its volume would: WAL and slots are in it. */
    public void saveVolume() {
        volume().save();
    }

    /** Gives a stopped server the files that {@link #saveVolume} kept; what it wrote since is gone. */
    public void restoreVolume() {
        volume().restore();
    }

    /**
     * A new server, not started, with the files that {@link #saveVolume} kept and a port of its own, such as for a restore to a point
     * in time. Close it before this server.
     */
    public PostgresServer fromVolume() {
        return volume().elsewhere(settings);
    }

    private Volume volume() {
        if (isRunning()) {
            throw new IllegalStateException(this + " runs, and its files are not those of one moment");
        }
        return new Volume(this);
    }

    /** The newest major whose {@code pg_resetwal} this machine has; the embedded programs are without it. */
    public static int majorOfResetWal() {
        return ResetWal.newestMajor();
    }

    /** Gives a stopped server of {@link #majorOfResetWal} new, empty WAL, as after the loss of its own. */
    public void resetWal() {
        if (isRunning()) {
            throw new IllegalStateException(this + " runs");
        }
        ResetWal.run(directory.path(), major(), dataDir());
    }

    /** Makes an empty file in the data directory, such as {@code recovery.signal}. */
    public void signalFile(String name) {
        try {
            ServerUser.UNPRIVILEGED.own(Files.createFile(dataDir().resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of " + this, e);
        }
    }

    /** Waits until it is a primary; a {@link TestkitException} when it is not in time. */
    public void awaitPrimary() {
        Deadline.after(START_LIMIT)
                .require(
                        () -> maintenance().value("SELECT pg_is_in_recovery()").equals(Optional.of("f")),
                        () -> "end of the recovery of " + this);
    }

    PostgresServer standbyIn(RunDirectory newDirectory, PostgresSettings own, int newPort, Runnable onClosed) {
        return new PostgresServer(binaries, newDirectory, own, newPort, password, onClosed);
    }

    /** In single-user mode, which asks for no password. */
    void setPasswordOffline(String newPassword) {
        Path sql = directory.path().resolve("password.sql");
        try {
            Files.writeString(sql, "ALTER USER postgres PASSWORD '" + newPassword.replace("'", "''") + "'\n");
            String command = "exec '%s' --single -D '%s' postgres < '%s'"
                    .formatted(binaries.program("postgres"), dataDir(), sql);
            ServerUser.UNPRIVILEGED.own(sql);
            ServerProcess.Command.of("postgres --single", directory.path(), List.of("/bin/sh", "-c", command))
                    .withUser(ServerUser.UNPRIVILEGED)
                    .run(directory.path().resolve("password.log"), START_LIMIT);
            Files.delete(sql);
        } catch (IOException e) {
            throw new UncheckedIOException("password of " + this, e);
        }
    }

    private ServerProcess running() {
        return process.orElseThrow(() -> new IllegalStateException(this + " was never started"));
    }

    private Path logFile() {
        return directory.path().resolve("log");
    }

    /** The postmaster's own word in the eighth line of its pid file (since PostgreSQL 10), if the file is this one's. */
    private String statusOf(long pid) {
        try {
            List<String> lines = Files.readAllLines(dataDir().resolve("postmaster.pid"));
            boolean complete = lines.size() >= 8 && lines.get(0).trim().equals(Long.toString(pid));
            return complete ? lines.get(7).trim() : "";
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new TestkitException("pid file of " + this, e);
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL " + major() + " on " + host() + ":" + port;
    }
}
