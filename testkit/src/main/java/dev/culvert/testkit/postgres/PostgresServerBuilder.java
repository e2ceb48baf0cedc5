package dev.culvert.testkit.postgres;

import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a new server shall be like; see {@link PostgresServer#builder}. Not safe for use by several threads. */
public final class PostgresServerBuilder {
    private static final Duration COPY_LIMIT = Duration.ofMinutes(1);
    private static final int TRIES = 5;

    private final PostgresBinaries binaries;
    private final PostgresSettings settings = PostgresSettings.defaults();
    private final List<String> hostBasedAccess = new ArrayList<>();
    private final Map<String, String> extensions = new LinkedHashMap<>();
    private Optional<String> password = Optional.empty();
    private Optional<TestCertificates.Identity> identity = Optional.empty();

    PostgresServerBuilder(int major) {
        this.binaries = PostgresBinaries.ofMajor(major);
    }

    /** A line of postgresql.conf; the value is quoted here. */
    public PostgresServerBuilder setting(String name, String value) {
        settings.set(name, value);
        return this;
    }

    /** Leaves a setting that the testkit gives a value (such as max_slot_wal_keep_size) at PostgreSQL's own default. */
    public PostgresServerBuilder unset(String name) {
        settings.unset(name);
        return this;
    }

    /** With fsync and full_page_writes, as in production; the default is without, for speed. */
    public PostgresServerBuilder durable() {
        return setting("fsync", "on");
    }

    /** The superuser postgres gets this password, and every TCP login must give one (scram-sha-256). */
    public PostgresServerBuilder password(String newPassword) {
        password = Optional.of(newPassword);
        settings.set("password_encryption", "scram-sha-256");
        return hba("local all all trust")
                .hba("host all all 127.0.0.1/32 scram-sha-256")
                .hba("host replication all 127.0.0.1/32 scram-sha-256");
    }

    /** A line of pg_hba.conf. With the first one the default, trust for everybody on loopback, is gone. */
    public PostgresServerBuilder hba(String line) {
        hostBasedAccess.add(line);
        return this;
    }

    /** Takes TLS, and clients' certificates of the test authority. Plain connections are taken too; see {@link #hba}. */
    public PostgresServerBuilder tls(TestCertificates.Identity newIdentity) {
        identity = Optional.of(newIdentity);
        return setting("ssl", "on")
                .setting("ssl_cert_file", "server.crt")
                .setting("ssl_key_file", "server.key")
                .setting("ssl_ca_file", "root.crt");
    }

    /**
     * Has an extension of this name that can be installed: the server runs from a copy of the programs of its own.
     *
     * @param control the lines of its control file but {@code default_version}
     * @param sql its script; {@code @extschema@} and {@code pg_extension_config_dump} may stand in it
     */
    public PostgresServerBuilder extension(String name, String control, String sql) {
        extensions.put(name + ".control", "default_version = '1.0'\n" + control + "\n");
        extensions.put(name + "--1.0.sql", sql);
        return this;
    }

    /** Starts it on a free port; a {@link TestkitException} with the server's log when it does not come up. */
    public PostgresServer start() {
        TestkitException last = new TestkitException("not tried");
        for (int i = 0; i < TRIES; i++) {
            PostgresServer server = create();
            try {
                server.start();
                return server;
            } catch (TestkitException e) {
                String log = server.log();
                server.close();
                if (!log.contains("Address already in use")) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private PostgresServer create() {
        RunDirectory directory = RunDirectory.create("pg" + binaries.major(), ServerUser.UNPRIVILEGED);
        Path data = directory.path().resolve("data");
        Path log = directory.path().resolve("log");
        int port = FreePort.find();
        ServerProcess.Command.of(
                        "cp",
                        directory.path(),
                        List.of("cp", "-a", binaries.template().toString(), data.toString()))
                .withUser(ServerUser.UNPRIVILEGED)
                .run(log, COPY_LIMIT);
        PostgresSettings lines = settings.copy();
        lines.set("port", Integer.toString(port));
        lines.set("unix_socket_directories", directory.path().toString());
        lines.write(data);
        PostgresServer server =
                new PostgresServer(programs(directory.path()), directory, lines, port, password, () -> {});
        password.ifPresent(server::setPasswordOffline);
        writeHostBasedAccess(data);
        identity.ifPresent(own -> copyIdentity(own, data));
        return server;
    }

    /** PostgreSQL finds its files from where its programs are. */
    private PostgresBinaries programs(Path directory) {
        if (extensions.isEmpty()) {
            return binaries;
        }
        Path home = directory.resolve("programs");
        ServerProcess.Command.of(
                        "cp", directory, List.of("cp", "-al", binaries.home().toString(), home.toString()))
                .run(directory.resolve("log"), COPY_LIMIT);
        extensions.forEach((name, text) -> {
            try {
                Files.writeString(home.resolve("share/postgresql/extension").resolve(name), text);
            } catch (IOException e) {
                throw new UncheckedIOException("extension file " + name, e);
            }
        });
        return new PostgresBinaries(binaries.major(), home, binaries.template());
    }

    /** The server takes a key that nobody else can read. */
    private static void copyIdentity(TestCertificates.Identity identity, Path data) {
        try {
            Files.copy(identity.certificate(), data.resolve("server.crt"));
            Path key = Files.copy(identity.key(), data.resolve("server.key"));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            ServerUser.UNPRIVILEGED.own(key);
            Files.copy(TestCertificates.get().authority(), data.resolve("root.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException("certificate of " + data, e);
        }
    }

    private void writeHostBasedAccess(Path data) {
        if (hostBasedAccess.isEmpty()) {
            return;
        }
        try {
            Files.writeString(data.resolve("pg_hba.conf"), String.join("\n", hostBasedAccess) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("pg_hba.conf of " + data, e);
        }
    }
}
