package dev.culvert.runtime.shape;

import dev.culvert.schemas.position.ColumnContext;
import java.util.Set;

/**
 * Changes of a column's type that leave every value, its text and its encoding as they are. Only those that PostgreSQL does without
 * writing the rows anew can be among them: of a rewrite nothing tells whether {@code USING} changed the values.
 */
final class Widening {
    private static final Set<Long> TEXTS = Set.of(25L, 1043L);
    private static final long NUMERIC = 1700;
    private static final int DECIMAL_DIGITS = 38;
    /** Their modifier is a length or a number of digits, and a larger one, or none, changes nothing. */
    private static final Set<Long> MEASURED = Set.of(1043L, 1083L, 1114L, 1184L, 1266L, 1562L);

    private Widening() {}

    static boolean isExact(ColumnContext then, ColumnContext now) {
        if (then.typeOid() != now.typeOid()) {
            // a longer text, or one without a limit: PostgreSQL scans the rows for a shorter one, and changes none
            return TEXTS.contains(then.typeOid()) && TEXTS.contains(now.typeOid());
        }
        if (then.typmod() == now.typmod()) {
            return true;
        }
        if (then.typeOid() == NUMERIC) {
            return isWiderDecimal(then.typmod(), now.typmod());
        }
        return MEASURED.contains(then.typeOid())
                && (now.typmod() < 0 || (then.typmod() >= 0 && then.typmod() < now.typmod()));
    }

    /** More digits before the point, as many after it, and still few enough for Avro's {@code decimal}. */
    private static boolean isWiderDecimal(int then, int now) {
        return then >= 4
                && now >= 4
                && scale(then) == scale(now)
                && scale(now) >= 0
                && precision(then) < precision(now)
                && precision(now) <= DECIMAL_DIGITS
                && scale(now) <= precision(then);
    }

    private static int precision(int typmod) {
        return typmod - 4 >> 16 & 0xFFFF;
    }

    private static int scale(int typmod) {
        return (typmod - 4 & 0x7FF ^ 0x400) - 0x400;
    }
}
