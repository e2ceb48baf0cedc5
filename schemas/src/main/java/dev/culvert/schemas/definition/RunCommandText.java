package dev.culvert.schemas.definition;

import dev.culvert.schemas.change.TableId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that errors name as the way out, such that a shell takes them as they stand. In place of {@code FILE} the command line
 * shows the definition's file.
 */
public final class RunCommandText {
    /** Makes the slot again and copies every table anew. */
    public static final String EVERYTHING_ANEW = "culvert run FILE --resnapshot '*.*'";

    private static final Pattern PLAIN = Pattern.compile("[\\w.,:/@%+=-]+");
    private static final Pattern PLACE =
            Pattern.compile("(\\bculvert (?:run|plan|apply|doctor|destroy|status|adopt)) FILE\\b");

    private RunCommandText() {}

    /** Copies this table anew. */
    public static String anew(TableId table) {
        return "culvert run FILE" + again(table);
    }

    /** The same of a table that has another key now, which a registry may not take where the former one is. */
    public static String anewWithOtherKey(TableId table) {
        return anew(table)
                + " copies it in its present shape. Where a registry does not take another key in the same topic, give the"
                + " table a new one first (tables[].topic).";
    }

    /** Goes on without this table. */
    public static String forgetting(TableId table) {
        return "culvert run FILE --forget " + word(TablePattern.of(table).toString());
    }

    /** One more table for a command that there is already, with a blank before it. */
    public static String again(TableId table) {
        return " --resnapshot " + word(TablePattern.of(table).toString());
    }

    /** A text in which nobody could say which table: {@code TABLE} stood in its place. */
    public static String ofTable(String text, TableId table) {
        return text.replace(" --resnapshot TABLE", again(table));
    }

    /** A text with the name of the definition's file in its commands. */
    public static String of(String text, String file) {
        return PLACE.matcher(text).replaceAll("$1 " + Matcher.quoteReplacement(word(file)));
    }

    /** One word of a shell's. */
    private static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
