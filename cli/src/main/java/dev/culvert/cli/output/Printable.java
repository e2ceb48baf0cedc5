package dev.culvert.cli.output;

/** Text for a terminal: names of a database may hold characters that a terminal would obey. */
public final class Printable {
    private Printable() {}

    /** The text with control characters, but for line breaks and tabs, written as {@code \\uXXXX}. */
    public static String of(String text) {
        if (text.chars().noneMatch(Printable::obeyed)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(c -> {
            if (obeyed(c)) {
                printable.append("\\u%04X".formatted(c));
            } else {
                printable.append((char) c);
            }
        });
        return printable.toString();
    }

    private static boolean obeyed(int c) {
        boolean bidirectional = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return (Character.isISOControl(c) && c != '\n' && c != '\t') || bidirectional;
    }
}
