package dev.culvert.testkit.postgres;

import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Makes a physical standby of a running server by its low-level backup interface (documentation, 25.3.4): the embedded
 * binaries have no pg_basebackup. WAL comes over a physical slot, which keeps it from before the copy on.
 */
final class StandbyCopy {
    /** Directories whose files a standby makes itself, and those it must not have. */
    private static final Set<String> EMPTY =
            Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    private final PostgresServer primary;
    private final PostgresSettings settings;
    private final int port = FreePort.find();

    StandbyCopy(PostgresServer primary, PostgresSettings settings) {
        this.primary = primary;
        this.settings = settings;
    }

    /** Returns it running, following its primary under the given application_name. */
    PostgresServer start(String name) {
        String slot = "standby_" + port;
        primary.maintenance().query("SELECT pg_create_physical_replication_slot(?, true)", slot);
        RunDirectory directory = RunDirectory.create("pg" + primary.major(), ServerUser.UNPRIVILEGED);
        Path data = directory.path().resolve("data");
        backUp(data);
        PostgresDatabase source = primary.maintenance();
        PostgresSettings own = settings.copy();
        own.set("port", Integer.toString(port));
        own.set("unix_socket_directories", directory.path().toString());
        own.set("hot_standby", "on");
        own.set("primary_slot_name", slot);
        own.set(
                "primary_conninfo",
                "host=%s port=%d user=%s dbname=postgres application_name=%s%s"
                        .formatted(
                                source.host(),
                                source.port(),
                                source.user(),
                                name,
                                source.password()
                                        .map(secret -> " password='" + secret.replace("'", "\\'") + "'")
                                        .orElse("")));
        own.write(data);
        PostgresServer standby = primary.standbyIn(directory, own, port, () -> dropSlot(slot));
        standby.start();
        return standby;
    }

    private void backUp(Path data) {
        boolean renamed = primary.major() >= 15;
        String start =
                renamed ? "SELECT pg_backup_start('standby', true)" : "SELECT pg_start_backup('standby', true, false)";
        String stop = renamed
                ? "SELECT labelfile FROM pg_backup_stop(false)"
                : "SELECT labelfile FROM pg_stop_backup(false, false)";
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(start);
            copy(primary.dataDir(), data);
            try (ResultSet label = statement.executeQuery(stop)) {
                label.next();
                write(data.resolve("backup_label"), label.getString(1));
            }
            write(data.resolve("standby.signal"), "");
        } catch (SQLException | IOException e) {
            throw new TestkitException("copying " + primary, e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        ServerUser.UNPRIVILEGED.own(file);
    }

    private static boolean isSkipped(Path name) {
        return LEFT_OUT.contains(name.toString())
                || (name.getNameCount() > 1 && EMPTY.contains(name.getName(0).toString()));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path name = from.relativize(directory);
                if (isSkipped(name)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Path target = to.resolve(name);
                Files.createDirectory(target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(directory));
                ServerUser.UNPRIVILEGED.own(target);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path name = from.relativize(file);
                if (!isSkipped(name)) {
                    try {
                        Path target = Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                        ServerUser.UNPRIVILEGED.own(target);
                    } catch (NoSuchFileException gone) {
                        // the server runs: what it removes meanwhile, the WAL removes too
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }
        });
    }

    private void dropSlot(String slot) {
        if (primary.isRunning()) {
            primary.maintenance()
                    .query(
                            """
                            SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                            WHERE slot_name = ? AND NOT active""",
                            slot);
        }
    }
}
