package dev.culvert.schemas.definition;

import dev.culvert.schemas.change.TableId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code table} of a rule: {@code schema.name}, as the catalog has the names, without folding of case. {@code *} stands for
 * any characters and {@code ?} for one; a part in double quotes is taken literally, and a quote in it is doubled. Immutable.
 */
public final class TablePattern {
    private static final Pattern PART = Pattern.compile("\"(?:[^\"]|\"\")+\"|[^\".\\s]+");
    private static final Pattern WHOLE = Pattern.compile("(" + PART + ")\\.(" + PART + ")");

    private final Part schema;
    private final Part name;

    private TablePattern(Part schema, Part name) {
        this.schema = schema;
        this.name = name;
    }

    /** The pattern that a text is; empty if it is none. */
    public static Optional<TablePattern> parse(String text) {
        var matcher = WHOLE.matcher(text);
        return matcher.matches()
                ? Optional.of(new TablePattern(Part.of(matcher.group(1)), Part.of(matcher.group(2))))
                : Optional.empty();
    }

    /** The pattern of one table. */
    public static TablePattern of(TableId table) {
        return new TablePattern(new Part(table.schema(), false), new Part(table.name(), false));
    }

    /** Whether a table is meant. */
    public boolean matches(TableId table) {
        return schema.matches(table.schema()) && name.matches(table.name());
    }

    /** The one table that is meant; empty if the pattern has globs. */
    public Optional<TableId> exact() {
        return schema.glob || name.glob ? Optional.empty() : Optional.of(new TableId(schema.text, name.text));
    }

    /** Whether every table of a schema is meant by this pattern that another one means, as far as that can be told. */
    public boolean covers(TablePattern other) {
        return schema.covers(other.schema) && name.covers(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TablePattern pattern && schema.equals(pattern.schema) && name.equals(pattern.name);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }

    /** @param text without quotes; with globs if {@code glob} */
    private record Part(String text, boolean glob) {
        static Part of(String written) {
            if (written.startsWith("\"")) {
                return new Part(written.substring(1, written.length() - 1).replace("\"\"", "\""), false);
            }
            return new Part(written, written.indexOf('*') >= 0 || written.indexOf('?') >= 0);
        }

        boolean matches(String value) {
            return glob ? Glob.matches(text, value) : text.equals(value);
        }

        boolean covers(Part other) {
            return equals(other) || text.equals("*") && glob || !other.glob && matches(other.text);
        }

        @Override
        public String toString() {
            return glob || text.matches("[^\".\\s*?]+") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
        }
    }
}
