package dev.culvert.connector.debezium;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.sql.SQLException;

/** What goes wrong inside Debezium. Its messages may quote values and are never shown (I12); the classes and SQLSTATEs are. */
final class DebeziumErrors {
    private static final String OBJECT = "the Debezium engine";

    private DebeziumErrors() {}

    static CulvertException broken(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof CulvertException ours) {
                return ours;
            }
        }
        String state = sqlState(error);
        boolean connection = state.startsWith("08") || state.startsWith("57P0");
        return new CulvertException(
                connection ? ErrorCode.PG_CONNECTION_LOST : ErrorCode.STREAM_BROKEN,
                OBJECT,
                "It ended with " + chain(error) + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")") + ".",
                Changed.POSITION_KEPT,
                "Nothing need be done: a running pipeline starts it again. If that does not help, report it.",
                withoutMessages(error));
    }

    static CulvertException unknownMessage(char type) {
        return protocol("The server sent a message of type '" + type + "', which protocol version 1 does not have.");
    }

    static CulvertException protocol(String fact) {
        return new CulvertException(
                ErrorCode.STREAM_PROTOCOL,
                OBJECT,
                fact,
                Changed.POSITION_KEPT,
                "Report it: this is a defect. engine: native may not have it.");
    }

    private static String sqlState(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static String chain(Throwable error) {
        StringBuilder chain = new StringBuilder(error.getClass().getSimpleName());
        for (Throwable e = error.getCause(); e != null; e = e.getCause()) {
            chain.append(" by ").append(e.getClass().getSimpleName());
        }
        return chain.toString();
    }

    /** The stacks of the chain, with the classes as messages. */
    private static Throwable withoutMessages(Throwable error) {
        Throwable cause = error.getCause() == null ? null : withoutMessages(error.getCause());
        RuntimeException shown = new RuntimeException(error.getClass().getName(), cause);
        shown.setStackTrace(error.getStackTrace());
        return shown;
    }
}
