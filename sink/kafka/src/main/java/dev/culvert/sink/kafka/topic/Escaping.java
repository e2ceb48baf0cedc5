package dev.culvert.sink.kafka.topic;

/**
 * Brings any name into the letters that Kafka's topics and Avro's names share, so that no two names become one: ASCII letters,
 * digits and underscores stay, everything else becomes {@code _x<code point in hexadecimal>_}. An underscore before an
 * {@code x} is written {@code _x5f_}, so that in what comes out {@code _x} always starts such a sequence.
 */
public final class Escaping {
    private Escaping() {}

    /** For a part of a topic's name: {@code -} stays too; {@code .} does not, since it parts the names of a topic. */
    public static String topicPart(String name) {
        return escape(name, true, false);
    }

    /** For a name of Avro, which does not start with a digit and is not empty. */
    public static String avroName(String name) {
        return name.isEmpty() ? "_x_" : escape(name, false, true);
    }

    /**
     * For a field of a record: as {@link #avroName}, and two leading underscores do not stay, since fields of Culvert's own
     * start with them in the flat envelope.
     */
    public static String avroField(String name) {
        String escaped = avroName(name);
        return escaped.startsWith("__") ? "_x5f_" + escape(name.substring(1), false, false) : escaped;
    }

    private static String escape(String name, boolean dash, boolean first) {
        if (isPlain(name, dash, first)) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length() + 16);
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean stays = isLetterOrUnderscore(c) || (isDigit(c) && !(first && i == 0)) || (dash && c == '-');
            if (stays && !(c == '_' && next < name.length() && name.charAt(next) == 'x')) {
                out.appendCodePoint(c);
            } else {
                out.append("_x").append(Integer.toHexString(c)).append('_');
            }
            i = next;
        }
        return out.toString();
    }

    private static boolean isPlain(String name, boolean dash, boolean first) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean stays = isLetterOrUnderscore(c) || (isDigit(c) && !(first && i == 0)) || (dash && c == '-');
            if (!stays || (c == '_' && i + 1 < name.length() && name.charAt(i + 1) == 'x')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrUnderscore(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
