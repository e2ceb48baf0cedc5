package dev.culvert.schemas.definition.yaml;

import java.util.regex.Pattern;

/**
 * What a plain scalar is by the core schema of YAML 1.2 (section 10.3.2), so that {@code no}, {@code on} and {@code 1_000} are
 * text, as in editors and in JSON Schema.
 */
public enum ScalarKind {
    NOTHING("nothing"),
    BOOLEAN("true or false"),
    INTEGER("a number"),
    FRACTION("a number"),
    TEXT("text");

    private static final Pattern NOTHINGS = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern BOOLEANS = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGERS = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern FRACTIONS = Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

    private final String words;

    ScalarKind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static ScalarKind ofPlain(String text) {
        if (NOTHINGS.matcher(text).matches()) {
            return NOTHING;
        }
        if (BOOLEANS.matcher(text).matches()) {
            return BOOLEAN;
        }
        if (INTEGERS.matcher(text).matches()) {
            return INTEGER;
        }
        return FRACTIONS.matcher(text).matches() ? FRACTION : TEXT;
    }
}
