package dev.culvert.postgres.connection;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns the driver's exceptions into errors of ours, by SQLSTATE. A server's DETAIL, HINT and CONTEXT are never shown, and its
 * primary message only where it cannot hold a row's values (I12); the exception itself, which holds all of them, is replaced by
 * one with the shown text, the SQLSTATE and the stack.
 */
public final class SqlErrors {

    /** Where the driver was when it failed. */
    enum When {
        CONNECTING,
        CONNECTED
    }

    private SqlErrors() {}

    /** An error in a session that was open, from a driver object that was used directly. */
    public static CulvertException translate(SQLException error, Session session) {
        return translate(error, session.toString(), When.CONNECTED);
    }

    static CulvertException translate(SQLException error, String object, When when) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        ErrorCode code = code(error, state, when);
        String text = text(error, state);
        return new CulvertException(
                code, object, text, Changed.NOTHING, remedy(code, state), shown(error, text, state));
    }

    private static ErrorCode code(SQLException error, String state, When when) {
        boolean connecting = when == When.CONNECTING;
        ErrorCode broken = connecting ? ErrorCode.PG_UNREACHABLE : ErrorCode.PG_CONNECTION_LOST;
        if (connecting && isTls(error)) {
            return ErrorCode.PG_TLS;
        }
        if (state.equals("08P01") && message(error).contains("startup parameter")) {
            // PostgreSQL takes the parameters that we send; it is a pooler that does not
            return ErrorCode.PG_POOLER;
        }
        if (connecting && message(error).startsWith("Could not find a server with specified targetServerType")) {
            return ErrorCode.PG_NOT_PRIMARY;
        }
        switch (state) {
            case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04":
                return broken;
            case "57P04", "3D000":
                return ErrorCode.PG_NO_DATABASE;
            case "42501":
                return ErrorCode.PG_PRIVILEGE;
            case SqlStates.DISK_FULL:
                return ErrorCode.PG_DISK_FULL;
            case "53300":
                return message(error).contains("max_wal_senders")
                        ? ErrorCode.PG_NO_FREE_WALSENDER
                        : ErrorCode.PG_UNREACHABLE;
            case "53400":
                return message(error).contains("replication slots") ? ErrorCode.PG_NO_FREE_SLOT : ErrorCode.PG_SQL;
            default:
                break;
        }
        if (state.startsWith("28")) {
            return ErrorCode.PG_AUTH;
        }
        if (state.startsWith("08") || (state.isEmpty() && root(error) instanceof IOException)) {
            return isMissingPassword(error) ? ErrorCode.PG_AUTH : broken;
        }
        return ErrorCode.PG_SQL;
    }

    /** The driver has no SQLSTATE of its own for this. */
    private static boolean isMissingPassword(SQLException error) {
        String message = message(error);
        return message.contains("no password was provided") || message.contains("password is an empty string");
    }

    private static boolean isTls(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        String message = message(error);
        return !isFromServer(error) && (message.contains("SSL") || message.contains("hostnameverifier"));
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static boolean isFromServer(SQLException error) {
        return error instanceof PSQLException e && e.getServerErrorMessage() != null;
    }

    private static String message(SQLException error) {
        if (error instanceof PSQLException e && e.getServerErrorMessage() != null) {
            String message = e.getServerErrorMessage().getMessage();
            return message == null ? "" : message;
        }
        return error.getMessage() == null ? "" : error.getMessage();
    }

    private static String text(SQLException error, String state) {
        String suffix = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
        if (isFromServer(error)) {
            return SqlStates.messageIsSafe(state)
                    ? sentence(message(error)) + suffix + "."
                    : sentence(SqlStates.condition(state)) + named(error) + suffix + ".";
        }
        if (!state.startsWith("08") && !(root(error) instanceof IOException)) {
            // the driver quotes what it cannot convert
            return "The driver could not do it" + suffix + ".";
        }
        Throwable root = root(error);
        String because = root == error || root.getMessage() == null ? "" : ": " + root.getMessage();
        return sentence(message(error).replaceAll("\\.$", "")) + because + suffix + ".";
    }

    /** The constraint, or the column, and the table: names, and no value (I12). */
    private static String named(SQLException error) {
        ServerErrorMessage told = ((PSQLException) error).getServerErrorMessage();
        StringBuilder names = new StringBuilder();
        if (told.getConstraint() != null) {
            names.append(" by the constraint \"").append(told.getConstraint()).append('"');
        } else if (told.getColumn() != null) {
            names.append(" in the column \"").append(told.getColumn()).append('"');
        }
        if (told.getTable() != null) {
            names.append(" of the table \"")
                    .append(told.getSchema() == null ? "" : told.getSchema() + "\".\"")
                    .append(told.getTable())
                    .append('"');
        }
        return names.toString();
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String remedy(ErrorCode code, String state) {
        return switch (code) {
            case PG_UNREACHABLE ->
                state.equals("53300")
                        ? "Free a connection, or raise max_connections."
                        : "Check that the server is up and that host and port are right.";
            case PG_CONNECTION_LOST -> "Nothing need be done: a running pipeline connects again by itself.";
            case PG_AUTH -> "Check user, password and pg_hba.conf.";
            case PG_TLS -> "Check the section tls and the server's certificate; tls.mode: disable turns TLS off.";
            case PG_NO_DATABASE -> "Check the database in the address.";
            case PG_PRIVILEGE -> "culvert doctor FILE names the GRANT that is missing.";
            case PG_POOLER -> "Give the address of the server itself, not that of a pooler before it.";
            case PG_NOT_PRIMARY -> "Give the address of the primary among the hosts.";
            case PG_DISK_FULL -> "Make room on the server's disk, then give the command again.";
            case PG_NO_FREE_WALSENDER -> "Raise max_wal_senders (a restart), or end a replication connection.";
            case PG_NO_FREE_SLOT ->
                "Raise max_replication_slots (a restart), or drop a slot that nobody needs:"
                        + " culvert slot list --url URL.";
            default ->
                state.equals(SqlStates.LOCK_NOT_AVAILABLE)
                        ? "Try again when the transaction that holds the lock has ended."
                        : "Look the SQLSTATE up in PostgreSQL's manual, appendix A.";
        };
    }

    private static SQLException shown(SQLException error, String text, String state) {
        SQLException shown = new SQLException(text, state);
        shown.setStackTrace(error.getStackTrace());
        return shown;
    }
}
