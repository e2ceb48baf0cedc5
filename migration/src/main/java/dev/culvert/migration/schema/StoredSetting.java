package dev.culvert.migration.schema;

import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A setting as {@code pg_db_role_setting} keeps it.
 *
 * @param name a custom one has a dot in it
 * @param value as the server shows it
 */
record StoredSetting(String name, String value) {
    /** Those whose value is kept as a list of quoted names, which must be given one by one (as pg_dump does it). */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "oauth_validator_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    static StoredSetting parse(String stored) {
        int equals = stored.indexOf('=');
        return new StoredSetting(stored.substring(0, equals), stored.substring(equals + 1));
    }

    /** As {@link #sql}, for people: what an application or an extension has made up may be a secret (I12). */
    String shown() {
        return isCustom() ? quotedName() + " TO ..." : sql();
    }

    /** Whether PostgreSQL itself does not know it. */
    boolean isCustom() {
        return name.contains(".");
    }

    private String quotedName() {
        return Arrays.stream(name.split("\\.", -1)).map(Identifier::quote).collect(Collectors.joining("."));
    }

    /** What stands after {@code SET}. */
    String sql() {
        String values = LISTS.contains(name.toLowerCase(Locale.ROOT))
                ? items().stream().map(Literal::quote).collect(Collectors.joining(", "))
                : Literal.quote(value);
        return quotedName() + " TO " + (values.isEmpty() ? "''" : values);
    }

    private List<String> items() {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' && quoted && i + 1 < value.length() && value.charAt(i + 1) == '"') {
                item.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                items.add(item.toString());
                item.setLength(0);
            } else if (c != ' ' || quoted) {
                item.append(c);
            }
        }
        if (!value.isEmpty()) {
            items.add(item.toString());
        }
        return items;
    }
}
