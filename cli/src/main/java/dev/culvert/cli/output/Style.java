package dev.culvert.cli.output;

import java.util.Map;

/** Colours, where a person looks and does not object. */
public final class Style {
    private static final String RESET = "\u001B[0m";

    private final boolean coloured;

    private Style(boolean coloured) {
        this.coloured = coloured;
    }

    /** Colours on a terminal, unless {@code NO_COLOR} is set or the terminal is dumb. */
    public static Style of(boolean terminal, Map<String, String> environment) {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Style(terminal && !refused);
    }

    public String error(String text) {
        return paint("31;1", text);
    }

    public String warning(String text) {
        return paint("33", text);
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return coloured ? "\u001B[" + code + "m" + text + RESET : text;
    }
}
