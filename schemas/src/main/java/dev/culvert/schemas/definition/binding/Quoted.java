package dev.culvert.schemas.definition.binding;

/** A piece of a document for a message: short, and without characters that a terminal would obey. */
public final class Quoted {
    private static final int MAX = 60;

    private Quoted() {}

    /** The text in double quotes. */
    public static String of(String text) {
        return '"' + plain(text) + '"';
    }

    /** The text without quotes, for a path. */
    static String plain(String text) {
        StringBuilder quoted = new StringBuilder();
        text.codePoints().limit(MAX).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                quoted.append("\\u%04X".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > MAX ? "..." : "")
                .toString();
    }
}
