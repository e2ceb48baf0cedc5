package dev.culvert.postgres.connection;

import dev.culvert.schemas.error.CulvertException;
import java.sql.SQLException;
import java.util.Map;

/**
 * SQLSTATEs, and their names where the message may not be shown.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error Codes</a>
 */
public final class SqlStates {

    public static final String UNDEFINED_OBJECT = "42704";
    public static final String DUPLICATE_OBJECT = "42710";
    public static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";
    public static final String OBJECT_IN_USE = "55006";
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK_DETECTED = "40P01";
    public static final String FOREIGN_KEY_VIOLATION = "23503";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String UNDEFINED_FILE = "58P01";
    /** Class of internal errors and of corrupted data. */
    public static final String INTERNAL = "XX";

    public static final String INVALID_PARAMETER_VALUE = "22023";
    public static final String QUERY_CANCELED = "57014";
    public static final String DISK_FULL = "53100";
    public static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";

    /** Names of conditions whose messages quote values. */
    private static final Map<String, String> CONDITIONS = Map.ofEntries(
            Map.entry("22001", "string data right truncation"),
            Map.entry("22003", "numeric value out of range"),
            Map.entry("22007", "invalid datetime format"),
            Map.entry("22008", "datetime field overflow"),
            Map.entry("22012", "division by zero"),
            Map.entry("22021", "character not in repertoire"),
            Map.entry("22023", "invalid parameter value"),
            Map.entry("22P02", "invalid text representation"),
            Map.entry("22P03", "invalid binary representation"),
            Map.entry("22P04", "bad copy file format"),
            Map.entry("22P05", "untranslatable character"),
            Map.entry("23502", "not null violation"),
            Map.entry("23503", "foreign key violation"),
            Map.entry("23505", "unique violation"),
            Map.entry("23514", "check violation"),
            Map.entry("23P01", "exclusion violation"),
            Map.entry("P0001", "raised by a function"));

    private SqlStates() {}

    /** SQLSTATE of the server's error that {@code error} stands for; empty if it stands for none. */
    public static String of(CulvertException error) {
        return error.getCause() instanceof SQLException e && e.getSQLState() != null ? e.getSQLState() : "";
    }

    /** What an error is, in words that hold no value. */
    public static String condition(String state) {
        String name = CONDITIONS.get(state);
        if (name != null) {
            return name;
        }
        return switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "22" -> "data exception";
            case "23" -> "integrity constraint violation";
            case "38", "39" -> "error of an external routine";
            case "P0" -> "error of a PL/pgSQL function";
            default -> "error";
        };
    }

    /** Whether the primary message of an error of this class names only objects and settings, never a row's values. */
    static boolean messageIsSafe(String state) {
        return switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "08",
                    "0A",
                    "25",
                    "26",
                    "28",
                    "2B",
                    "34",
                    "3B",
                    "3D",
                    "3F",
                    "40",
                    "42",
                    "53",
                    "54",
                    "55",
                    "57",
                    "58",
                    "F0",
                    "XX" -> true;
            default -> false;
        };
    }
}
