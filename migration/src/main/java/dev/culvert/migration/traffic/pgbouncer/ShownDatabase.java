package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.traffic.Destination;
import java.util.Map;

/**
 * A row of SHOW DATABASES.
 *
 * @param mode of its own, empty for the pooler's
 */
record ShownDatabase(String name, String host, String port, String database, String mode, boolean paused) {

    static ShownDatabase of(Map<String, String> row) {
        return new ShownDatabase(
                row.getOrDefault("name", ""),
                row.getOrDefault("host", ""),
                row.getOrDefault("port", ""),
                row.getOrDefault("database", ""),
                row.getOrDefault("pool_mode", ""),
                row.getOrDefault("paused", "0").equals("1"));
    }

    /** Word for word. */
    boolean leads(Destination to) {
        return host.equals(to.host()) && port.equals(Integer.toString(to.port())) && database.equals(to.database());
    }

    /** Whether it is what the file's entry says. */
    boolean isLoaded(ConnectString entry) {
        return host.equals(entry.value("host").orElse(""))
                && port.equals(entry.value("port").orElse("5432"))
                && database.equals(entry.value("dbname").orElse(name));
    }

    /** {@code host:port/database}. */
    String place() {
        return host + ":" + port + "/" + database;
    }
}
