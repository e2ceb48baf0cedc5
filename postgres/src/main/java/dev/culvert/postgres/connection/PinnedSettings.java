package dev.culvert.postgres.connection;

import dev.culvert.postgres.sql.Literal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings that every session has, whatever {@code ALTER ROLE ... SET} or {@code ALTER DATABASE ... SET} say. They are sent
 * twice: in the startup packet, since a hostile {@code statement_timeout} would end the session before its first statement, and
 * set again right after, since the driver sends a time zone of its own and an older server would refuse a newer setting in the
 * packet. The session is used only after the server has shown that every one holds.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html">Client Connection Defaults</a>
 */
public final class PinnedSettings {

    /** How the settings that decide a value's text are set; {@link dev.culvert.schemas.change.RowImage#text} relies on it. */
    private static final Map<String, String> VALUES = ordered(
            "client_encoding", "UTF8",
            "DateStyle", "ISO, MDY",
            "IntervalStyle", "postgres",
            "bytea_output", "hex",
            "extra_float_digits", "3",
            "TimeZone", "UTC",
            "lc_monetary", "C",
            "xmlbinary", "base64",
            "xmloption", "content",
            "search_path", "pg_catalog");

    /** How statements are read and answered. */
    private static final Map<String, String> STATEMENTS = ordered(
            "standard_conforming_strings", "on",
            "array_nulls", "on",
            "transform_null_equals", "off",
            "quote_all_identifiers", "off",
            "client_min_messages", "warning",
            "default_transaction_isolation", "read committed",
            "default_transaction_read_only", "off",
            "default_transaction_deferrable", "off",
            "synchronous_commit", "on",
            "statement_timeout", "0",
            "idle_in_transaction_session_timeout", "0");

    /** Known to newer servers only: 14 and 17. */
    private static final Map<String, String> NEWER = ordered("idle_session_timeout", "0", "transaction_timeout", "0");

    private final Map<String, String> startup;
    private final Map<String, String> all;

    private PinnedSettings(Duration lockTimeout, boolean rowSecurity) {
        Map<String, String> known = new LinkedHashMap<>(VALUES);
        known.putAll(STATEMENTS);
        known.put("lock_timeout", Long.toString(lockTimeout.toMillis()));
        known.put("row_security", rowSecurity ? "on" : "off");
        this.startup = Collections.unmodifiableMap(known);
        Map<String, String> every = new LinkedHashMap<>(known);
        every.putAll(NEWER);
        this.all = Collections.unmodifiableMap(every);
    }

    static PinnedSettings of(SessionOptions options) {
        return new PinnedSettings(options.lockTimeout(), options.rowSecurity());
    }

    /** The settings that decide a value's text, by name, for a session that somebody else opens. */
    public static Map<String, String> ofValues() {
        return VALUES;
    }

    /** The parameter {@code options} of the startup packet: {@code -c name=value ...}, with blanks escaped. */
    String startupOptions() {
        return startup.entrySet().stream()
                .map(e -> "-c " + e.getKey() + "="
                        + e.getValue().replace("\\", "\\\\").replace(" ", "\\ "))
                .collect(Collectors.joining(" "));
    }

    /** Sets every one that the server knows. Without parameters, so that it works in a replication session too. */
    String setStatement() {
        return """
            SELECT pg_catalog.set_config(s.name, w.value, false)
            FROM (VALUES %s) AS w (name, value)
            JOIN pg_catalog.pg_settings AS s ON pg_catalog.lower(s.name) = pg_catalog.lower(w.name)"""
                .formatted(rows());
    }

    /** Names and present values of those that do not hold; without rows if all is well. */
    String differencesQuery() {
        return """
            SELECT s.name, s.setting
            FROM (VALUES %s) AS w (name, value)
            JOIN pg_catalog.pg_settings AS s ON pg_catalog.lower(s.name) = pg_catalog.lower(w.name)
            WHERE s.setting <> w.value"""
                .formatted(rows());
    }

    private String rows() {
        return all.entrySet().stream()
                .map(e -> "(" + Literal.quote(e.getKey()) + ", " + Literal.quote(e.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }
}
