package dev.culvert.migration.traffic.pgbouncer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a file in PgBouncer's form, read as PgBouncer reads it. */
sealed interface FileLine {

    /** {@code [name]}. */
    record Header(String section) implements FileLine {}

    /** {@code name = value}. */
    record Setting(String name, String value) implements FileLine {}

    /** Blank, a comment, or {@code %include}. */
    record Other() implements FileLine {}

    /** What PgBouncer stops at, silently as far as its console is concerned. */
    record Broken() implements FileLine {}

    Pattern HEADER = Pattern.compile("\\s*\\[([^\\]]*)\\]\\s*");
    Pattern SETTING = Pattern.compile("\\s*(\"(?:[^\"]|\"\")*\"|[^\\s=\"]+)\\s*=\\s*(.*?)\\s*");
    Pattern INCLUDE = Pattern.compile("\\s*%include\\s+\\S.*");

    static FileLine of(String line) {
        String trimmed = line.strip();
        if (trimmed.isEmpty() || trimmed.startsWith(";") || trimmed.startsWith("#")) {
            return new Other();
        }
        if (INCLUDE.matcher(line).matches()) {
            return new Other();
        }
        Matcher header = HEADER.matcher(line);
        if (header.matches()) {
            return new Header(header.group(1));
        }
        Matcher setting = SETTING.matcher(line);
        return setting.matches() ? new Setting(name(setting.group(1)), setting.group(2)) : new Broken();
    }

    private static String name(String text) {
        return text.startsWith("\"") ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
    }

    /** The entry of a database, if this line is one. */
    static Optional<ConnectString> entry(FileLine line, String database) {
        return line instanceof Setting setting && setting.name().equals(database)
                ? ConnectString.parse(setting.value())
                : Optional.empty();
    }
}
