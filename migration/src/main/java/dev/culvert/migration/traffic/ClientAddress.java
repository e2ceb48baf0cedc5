package dev.culvert.migration.traffic;

/**
 * From where a session comes, as {@code pg_stat_activity} has it.
 *
 * @param host a number; {@link #LOCAL} for a socket of the server's own machine
 * @param port -1 for such a socket
 */
public record ClientAddress(String host, int port) {
    /** As PgBouncer calls it. */
    public static final String LOCAL = "unix";

    /** All sessions by such a socket look the same. */
    public static final ClientAddress SOCKET = new ClientAddress(LOCAL, -1);
}
