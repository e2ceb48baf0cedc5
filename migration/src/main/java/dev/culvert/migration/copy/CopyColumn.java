package dev.culvert.migration.copy;

import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.ColumnType;

/**
 * A column that is copied.
 *
 * @param name the same on both sides
 * @param trimmed whether its values go without the blanks at their end, which the target's type puts there again
 */
public record CopyColumn(String name, boolean trimmed) {
    private static final String PADDED = "bpchar";
    private static final int OVERHEAD = 4;

    /** Shorter ones have too few blanks to pay for it. */
    private static final int WORTH_IT = 16;

    /** As it is on the wire of any COPY. */
    public static CopyColumn plain(String name) {
        return new CopyColumn(name, false);
    }

    /**
     * A {@code char(n)} in binary is trimmed. The target's server counts the characters of what it is sent one by one, blanks among
     * them, which of a padded column is a third of all that its COPY does; it pads by a single fill.
     *
     * @param there the target's column; one without a length or with another one would keep the value as it is sent
     */
    static CopyColumn of(CatalogColumn here, CatalogColumn there, boolean binary, ServerVersion source) {
        boolean trimmed = binary
                && source.hasByteTrim()
                && isPadded(here.type())
                && isPadded(there.type())
                && here.type().typmod() == there.type().typmod();
        return new CopyColumn(here.name(), trimmed);
    }

    private static boolean isPadded(ColumnType type) {
        return type.kind() == ColumnType.Kind.BASE
                && type.schema().equals("pg_catalog")
                && type.name().equals(PADDED)
                && type.typmod() >= WORTH_IT + OVERHEAD;
    }

    String quoted() {
        return Identifier.quote(name);
    }

    /**
     * What the source selects. The cast to text would trim too, but character by character. The bytes are in the session's UTF-8,
     * where a blank is no part of any other character.
     */
    String selected() {
        return trimmed
                ? "pg_catalog.rtrim(pg_catalog.bpcharsend(" + quoted() + "), '\\x20'::pg_catalog.bytea)"
                : quoted();
    }
}
