package dev.culvert.postgres.sql;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A name as the catalog has it, and its form in SQL. Always quoted: no list of keywords to keep up, no folding of case.
 *
 * <p>The limit is that of {@code NAMEDATALEN}; PostgreSQL would cut a longer name silently, and two names would become one.
 *
 * @param name the bare name: 1 to 63 bytes of UTF-8 without NUL
 */
public record Identifier(String name) {

    /** The longest name that PostgreSQL keeps whole, in bytes of UTF-8. */
    public static final int MAX_BYTES = 63;

    /**
     * @throws IllegalArgumentException if PostgreSQL could not store {@code name} as it stands
     */
    public Identifier {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identifier is empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an identifier holds a NUL character");
        }
        int bytes = utf8Length(name);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "identifier \"" + name + "\" is " + bytes + " bytes long, PostgreSQL keeps " + MAX_BYTES);
        }
    }

    private static int utf8Length(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("an identifier is not well-formed Unicode", e);
        }
    }

    /** {@code name} in its form in SQL, such as {@code "a ""b"" c"}. */
    public static String quote(String name) {
        return new Identifier(name).sql();
    }

    /** This name in its form in SQL. */
    public String sql() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The form in SQL, so that a name that gets into a statement by accident does no harm there. */
    @Override
    public String toString() {
        return sql();
    }
}
