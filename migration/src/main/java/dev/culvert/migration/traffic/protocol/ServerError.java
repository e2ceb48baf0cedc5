package dev.culvert.migration.traffic.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the server answered instead of a result. */
public final class ServerError extends IOException {
    private static final long serialVersionUID = 1;

    private final String sqlState;

    private ServerError(String sqlState, String message) {
        super(message);
        this.sqlState = sqlState;
    }

    static ServerError of(byte[] body) {
        String state = "";
        String message = "";
        for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
            if (field.startsWith("C")) {
                state = field.substring(1);
            } else if (field.startsWith("M")) {
                message = field.substring(1);
            }
        }
        return new ServerError(state, message);
    }

    /** Five characters. */
    public String sqlState() {
        return sqlState;
    }

    /** Whether it is the login that was refused; PgBouncer says 08P01 to it. */
    public boolean isOfLogin() {
        return sqlState.startsWith("28")
                || getMessage().contains("authentication failed")
                || getMessage().contains("no such user")
                || getMessage().contains("not allowed");
    }
}
