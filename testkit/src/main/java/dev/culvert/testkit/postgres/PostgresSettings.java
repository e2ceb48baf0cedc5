package dev.culvert.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings file of one server. Not safe for use by several threads. */
final class PostgresSettings {
    private static final String FILE = "culvert.conf";

    private final Map<String, String> values = new LinkedHashMap<>();

    /** What every test server has: logical decoding, a bound on what a forgotten slot keeps, no waiting for disks. */
    static PostgresSettings defaults() {
        PostgresSettings settings = new PostgresSettings();
        settings.values.put("listen_addresses", "127.0.0.1");
        settings.values.put("wal_level", "logical");
        settings.values.put("max_slot_wal_keep_size", "4GB");
        settings.values.put("max_replication_slots", "20");
        settings.values.put("max_wal_senders", "20");
        settings.values.put("fsync", "off");
        settings.values.put("log_line_prefix", "%m [%p] %q%u@%d/%a ");
        return settings;
    }

    PostgresSettings copy() {
        PostgresSettings copy = new PostgresSettings();
        copy.values.putAll(values);
        return copy;
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    void unset(String name) {
        values.remove(name);
    }

    /** Writes them beside {@code postgresql.conf}, which includes the file from its first writing on. */
    void write(Path dataDirectory) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        try {
            Path file = dataDirectory.resolve(FILE);
            if (!Files.exists(file)) {
                Files.writeString(
                        dataDirectory.resolve("postgresql.conf"),
                        "\ninclude '" + FILE + "'\n",
                        StandardOpenOption.APPEND);
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("settings of " + dataDirectory, e);
        }
    }
}
