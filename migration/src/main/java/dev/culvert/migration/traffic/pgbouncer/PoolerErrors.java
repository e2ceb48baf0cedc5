package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.traffic.protocol.ServerError;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;

/** What goes wrong at a pooler, in words. */
final class PoolerErrors {
    private PoolerErrors() {}

    static boolean isRefusal(IOException error) {
        return error instanceof ServerError refused && refused.isOfLogin();
    }

    static CulvertException unreachable(Node node, IOException error, Changed changed) {
        ErrorCode code = isRefusal(error) ? ErrorCode.POOLER_AUTH : ErrorCode.POOLER_UNREACHABLE;
        return new CulvertException(code, node.toString(), fact(error), changed, remedy(code, node), error);
    }

    static String remedy(ErrorCode code, Node node) {
        return code == ErrorCode.POOLER_AUTH
                ? "Name the user " + node.console().user()
                        + " in admin_users and in auth_file of the pooler, and its password in the definition."
                : "Start the pooler, or correct its address under traffic.pgbouncer; the console is the database pgbouncer.";
    }

    /** What happened, in a sentence. */
    static String fact(IOException error) {
        if (error instanceof SocketTimeoutException) {
            return "There was " + error.getMessage() + ".";
        }
        if (error instanceof ServerError) {
            return "It answered: " + error.getMessage() + ".";
        }
        String message = error.getMessage();
        return (message == null ? error.getClass().getSimpleName() : message) + ".";
    }

    static CulvertException file(Node node, IOException error) {
        return new CulvertException(
                ErrorCode.POOLER_FILE,
                "file " + node.fileName(),
                "It cannot be rewritten: " + error.getClass().getSimpleName() + " " + error.getMessage() + ".",
                Changed.PARTLY,
                "Let the user that Culvert runs as write the file and its directory, and keep the file's owner.",
                error);
    }

    static CulvertException reload(Node node, String database, String fact) {
        return new CulvertException(
                ErrorCode.POOLER_RELOAD,
                "database " + database + " of " + node,
                fact,
                Changed.PARTLY,
                "Look at the pooler's log and at " + node.fileName()
                        + ": PgBouncer stops at the first line that it does not understand, and says RELOAD all the same.");
    }

    static CulvertException resume(Node node, IOException error) {
        return new CulvertException(
                ErrorCode.POOLER_RESUME,
                node.toString(),
                "It could not be told to let its clients go on. " + fact(error),
                Changed.UNKNOWN,
                "If it runs, in its console: " + resumes(node.databases()),
                error);
    }

    static CulvertException pause(Node node, IOException error, long millis) {
        return new CulvertException(
                ErrorCode.POOLER_PAUSE,
                node.toString(),
                error instanceof SocketTimeoutException
                        ? "After " + millis
                                + " ms there were still transactions under way, so its clients could not be held."
                        : "Its clients could not be held. " + fact(error),
                Changed.NOTHING,
                "Every pooler was let go again. SHOW SERVERS in its console shows who is active; end long transactions, and repeat.",
                error);
    }

    private static String resumes(List<String> databases) {
        StringBuilder text = new StringBuilder();
        databases.forEach(database -> text.append("RESUME ").append(database).append("; "));
        return text.toString().strip();
    }
}
