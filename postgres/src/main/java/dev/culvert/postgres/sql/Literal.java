package dev.culvert.postgres.sql;

/**
 * String literals, for the places where PostgreSQL takes no parameters: replication commands and DDL. Everywhere else values
 * are bound.
 */
public final class Literal {

    private Literal() {}

    /**
     * {@code value} as a string literal that means the same whether or not {@code standard_conforming_strings} is on: one with
     * a backslash in it becomes an escape string.
     *
     * @throws IllegalArgumentException if it holds a NUL, which PostgreSQL's text cannot
     */
    public static String quote(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text value holds a NUL character");
        }
        String quoted = "'" + value.replace("'", "''") + "'";
        return value.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    /**
     * {@code value} as a string literal of a replication command. Its grammar knows no escape strings; a quote is doubled.
     *
     * @throws IllegalArgumentException if it holds a NUL
     */
    public static String quoteInReplicationCommand(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text value holds a NUL character");
        }
        return "'" + value.replace("'", "''") + "'";
    }
}
