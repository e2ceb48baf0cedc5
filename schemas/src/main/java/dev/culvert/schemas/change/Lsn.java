package dev.culvert.schemas.change;

/**
 * A position in the write-ahead log, as PostgreSQL's {@code pg_lsn}: an unsigned 64-bit count of bytes.
 *
 * <p>It orders commits; it does not identify a row (I5): one COPY can give all of its rows and a commit the same LSN.
 *
 * @param value the unsigned 64-bit value
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** {@code 0/0}, which PostgreSQL calls invalid: no WAL record ever has it. */
    public static final Lsn ZERO = new Lsn(0);

    /**
     * Reads PostgreSQL's text form, two hexadecimal numbers of up to eight digits with a slash between them.
     *
     * @throws IllegalArgumentException if {@code text} is anything else; there is no sentinel
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash > 8 || text.length() - slash - 1 < 1 || text.length() - slash - 1 > 8) {
            throw new IllegalArgumentException("not an LSN: \"" + text + "\"");
        }
        return new Lsn(hex(text, 0, slash) << 32 | hex(text, slash + 1, text.length()));
    }

    private static long hex(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException("not an LSN: \"" + text + "\"");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Bytes of WAL from {@code earlier} to this one; negative if {@code earlier} is in truth later. */
    public long bytesSince(Lsn earlier) {
        return value - earlier.value;
    }

    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    /** The later of two. */
    public static Lsn max(Lsn a, Lsn b) {
        return a.isAfter(b) ? a : b;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** PostgreSQL's text form, such as {@code 1A/3C000060}. */
    @Override
    public String toString() {
        return Long.toHexString(value >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }
}
