package dev.culvert.postgres.connection;

import dev.culvert.postgres.sql.Identifier;

/**
 * What a session calls itself in {@code pg_stat_activity} and in the server's log: {@code culvert/<pipeline>/<purpose>}.
 * PostgreSQL keeps 63 bytes of it and only printable ASCII; what it would change is changed here, so that the name can be
 * compared with the server's.
 */
public record ApplicationName(String value) {

    public ApplicationName {
        StringBuilder ascii = new StringBuilder();
        value.codePoints().forEach(c -> ascii.append(c > ' ' && c < 127 ? (char) c : '_'));
        value = ascii.substring(0, Math.min(ascii.length(), Identifier.MAX_BYTES));
    }

    public static ApplicationName of(String pipeline, String purpose) {
        return new ApplicationName("culvert/" + pipeline + "/" + purpose);
    }

    @Override
    public String toString() {
        return value;
    }
}
