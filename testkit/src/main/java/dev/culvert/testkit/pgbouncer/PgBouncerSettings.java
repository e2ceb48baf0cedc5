package dev.culvert.testkit.pgbouncer;

import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** pgbouncer.ini and its list of users. Not safe for use by several threads. */
final class PgBouncerSettings {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();

    private String databases = "";

    PgBouncerSettings() {
        users.put("postgres", "");
        values.put("listen_addr", "127.0.0.1");
        values.put("auth_type", "trust");
        values.put("admin_users", "postgres");
        values.put("pool_mode", "transaction");
        values.put("ignore_startup_parameters", "extra_float_digits");
    }

    PgBouncerSettings copy() {
        PgBouncerSettings copy = new PgBouncerSettings();
        copy.values.putAll(values);
        copy.users.putAll(users);
        copy.databases = databases;
        return copy;
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    /** What stands under {@code [databases]}, instead of an entry for every database. */
    void databases(String lines) {
        databases = lines;
    }

    void user(String name, String password) {
        users.put(name, password);
    }

    /** Every database is passed on to {@code target} under its name, unless lines say otherwise. */
    void write(Path directory, PostgresServer target) {
        String all = "* = host=%s port=%d\n".formatted(target.host(), target.port());
        StringBuilder ini =
                new StringBuilder("[databases]\n" + (databases.isEmpty() ? all : databases) + "\n[pgbouncer]\n");
        values.forEach(
                (name, value) -> ini.append(name).append(" = ").append(value).append('\n'));
        StringBuilder list = new StringBuilder();
        users.forEach((name, password) -> list.append('"')
                .append(name.replace("\"", "\"\""))
                .append("\" \"")
                .append(password.replace("\"", "\"\""))
                .append("\"\n"));
        try {
            Files.writeString(directory.resolve("pgbouncer.ini"), ini);
            Files.writeString(directory.resolve("users.txt"), list);
        } catch (IOException e) {
            throw new UncheckedIOException("settings of PgBouncer in " + directory, e);
        }
    }
}
