package dev.culvert.postgres.table;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code table} of a rule: {@code schema.name}. {@code *} stands for any characters and {@code ?} for one. A part in double
 * quotes is taken literally, with {@code ""} for a quote; a dot in a name needs them. Case counts, as it does in the catalog:
 * nothing is folded.
 */
public final class TablePattern {
    private final String text;
    private final Part schema;
    private final Part name;

    private record Part(String text, boolean literal, Pattern pattern) {
        boolean matches(String candidate) {
            return pattern.matcher(candidate).matches();
        }
    }

    private TablePattern(String text, Part schema, Part name) {
        this.text = text;
        this.schema = schema;
        this.name = name;
    }

    /**
     * @throws CulvertException {@link ErrorCode#DEF_VALUE}
     */
    public static TablePattern parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (true) {
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            int end = quoted ? endOfQuoted(text, at) : endOfBare(text, at);
            parts.add(quoted ? literal(text.substring(at + 1, end - 1).replace("\"\"", "\"")) : bare(text, at, end));
            if (end == text.length()) {
                break;
            }
            if (text.charAt(end) != '.') {
                throw refused(text, "After a closing quote comes a dot or the end.");
            }
            at = end + 1;
        }
        if (parts.size() != 2) {
            throw refused(text, "It has " + parts.size() + " part" + (parts.size() == 1 ? "" : "s") + ", not two.");
        }
        return new TablePattern(text, parts.get(0), parts.get(1));
    }

    private static int endOfQuoted(String text, int at) {
        int i = at + 1;
        while (i < text.length()) {
            if (text.charAt(i) == '"') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    i++;
                } else if (i == at + 1) {
                    throw refused(text, "A name is empty.");
                } else {
                    return i + 1;
                }
            }
            i++;
        }
        throw refused(text, "A quote is not closed.");
    }

    private static int endOfBare(String text, int at) {
        int dot = text.indexOf('.', at);
        int end = dot < 0 ? text.length() : dot;
        if (end == at) {
            throw refused(text, "A name is empty.");
        }
        return end;
    }

    private static Part literal(String text) {
        return new Part(text, true, Pattern.compile(Pattern.quote(text)));
    }

    private static Part bare(String text, int at, int end) {
        String part = text.substring(at, end);
        if (part.indexOf('"') >= 0) {
            throw refused(text, "A quote stands in the middle of a name; there the whole name is quoted.");
        }
        if (part.indexOf('*') < 0 && part.indexOf('?') < 0) {
            return literal(part);
        }
        StringBuilder regex = new StringBuilder();
        part.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return new Part(part, false, Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    private static CulvertException refused(String text, String fact) {
        return new CulvertException(
                ErrorCode.DEF_VALUE,
                "table pattern " + text,
                fact,
                Changed.NOTHING,
                "Write schema.name; * and ? are wildcards, and a name with a dot in it stands in double quotes.");
    }

    public boolean matches(TableId table) {
        return schema.matches(table.schema()) && name.matches(table.name());
    }

    /** The one table that it names, if it has no wildcard. */
    public Optional<TableId> literal() {
        return schema.literal && name.literal ? Optional.of(new TableId(schema.text, name.text)) : Optional.empty();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
