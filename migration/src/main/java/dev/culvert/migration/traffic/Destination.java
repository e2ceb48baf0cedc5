package dev.culvert.migration.traffic;

import dev.culvert.postgres.connection.PostgresAddress;

/**
 * A side, as a pooler finds it.
 *
 * @param host a name or address that the pooler's machine knows
 * @param port 1 to 65535
 * @param database the database's name there
 */
public record Destination(String host, int port, String database) {

    /** The first host: a pooler does not look for the primary of several. */
    public static Destination of(PostgresAddress address) {
        return new Destination(
                address.hosts().get(0).host(), address.hosts().get(0).port(), address.database());
    }

    /** The same database at another {@code host:port}. */
    public Destination at(String hostPort) {
        int colon = hostPort.lastIndexOf(':');
        String other = hostPort.substring(0, colon);
        return new Destination(
                other.startsWith("[") ? other.substring(1, other.length() - 1) : other,
                Integer.parseInt(hostPort.substring(colon + 1)),
                database);
    }

    /** {@code host:port/database}, for people. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
