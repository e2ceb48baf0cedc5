package dev.culvert.migration.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells comments and psql's commands in a script from SQL, with {@code standard_conforming_strings} on.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical Structure</a>
 */
final class SqlScanner {
    /** What a piece of the script is. */
    enum Kind {
        /** From {@code --} to the end of the line, which is not in the text. */
        LINE_COMMENT,
        /** A line that begins with a backslash. */
        PSQL_COMMAND,
        /** Anything else, strings and bodies whole. */
        SQL
    }

    private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private final String script;
    private int start;
    private int end;
    private Kind kind = Kind.SQL;

    SqlScanner(String script) {
        this.script = script;
    }

    /** Goes to the next piece; false at the end. */
    boolean next() {
        start = end;
        if (start >= script.length()) {
            return false;
        }
        if (script.startsWith("--", start)) {
            kind = Kind.LINE_COMMENT;
            end = lineEnd(start);
        } else if (isPsqlCommand()) {
            kind = Kind.PSQL_COMMAND;
            end = lineEnd(start);
        } else {
            kind = Kind.SQL;
            end = sqlEnd();
        }
        return true;
    }

    Kind kind() {
        return kind;
    }

    String text() {
        return script.substring(start, end);
    }

    private boolean isPsqlCommand() {
        return script.charAt(start) == '\\' && (start == 0 || script.charAt(start - 1) == '\n');
    }

    private int lineEnd(int from) {
        int newline = script.indexOf('\n', from);
        return newline < 0 ? script.length() : newline;
    }

    /** One token, or one character of what needs no care. */
    private int sqlEnd() {
        char c = script.charAt(start);
        if (c == '\'') {
            return quoted('\'', isEscapeString());
        }
        if (c == '"') {
            return quoted('"', false);
        }
        if (script.startsWith("/*", start)) {
            return blockCommentEnd();
        }
        if (c == '$' && !isNamePart(start - 1)) {
            Matcher tag = DOLLAR_QUOTE.matcher(script).region(start, script.length());
            if (tag.lookingAt()) {
                int close = script.indexOf(tag.group(), tag.end());
                return close < 0 ? script.length() : close + tag.group().length();
            }
        }
        return start + 1;
    }

    private boolean isEscapeString() {
        return start > 0
                && (script.charAt(start - 1) == 'E' || script.charAt(start - 1) == 'e')
                && !isNamePart(start - 2);
    }

    private boolean isNamePart(int index) {
        return index >= 0
                && (Character.isLetterOrDigit(script.charAt(index))
                        || script.charAt(index) == '_'
                        || script.charAt(index) == '$');
    }

    /** A doubled quote ends one piece and begins the next, which comes to the same. */
    private int quoted(char quote, boolean escapes) {
        for (int i = start + 1; i < script.length(); i++) {
            char c = script.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == quote && escapes && i + 1 < script.length() && script.charAt(i + 1) == quote) {
                i++;
            } else if (c == quote) {
                return i + 1;
            }
        }
        return script.length();
    }

    private int blockCommentEnd() {
        int depth = 0;
        for (int i = start; i + 1 < script.length(); i++) {
            if (script.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (script.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return script.length();
    }
}
