package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.ColumnType;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Finds the codec of a type. Types that are not listed, those of extensions among them, are PostgreSQL's text: that is lossless for
 * every type. Types of {@code pg_catalog} are known by their oid, which never changes. Thread-safe; what it makes is not.
 */
public final class Codecs {
    private static final int INT2VECTOR = 22;
    private static final int OIDVECTOR = 30;
    private static final int BOX = 603;
    private static final int FIRST_NORMAL_OID = 16_384;

    /** By oid; the number that a maker is given is the typmod. */
    private static final Map<Integer, IntFunction<ValueCodec>> BY_OID = Map.ofEntries(
            entry(16, BoolCodec::new),
            entry(17, ByteaCodec::new),
            entry(20, () -> new IntegerCodec(Schema.Type.LONG, Long.MIN_VALUE, Long.MAX_VALUE)),
            entry(21, () -> new IntegerCodec(Schema.Type.INT, Short.MIN_VALUE, Short.MAX_VALUE)),
            entry(23, () -> new IntegerCodec(Schema.Type.INT, Integer.MIN_VALUE, Integer.MAX_VALUE)),
            entry(26, () -> new IntegerCodec(Schema.Type.LONG, 0, 0xFFFF_FFFFL)),
            entry(700, () -> new FloatCodec(false)),
            entry(701, () -> new FloatCodec(true)),
            entry(1082, DateCodec::new),
            entry(1083, TimeCodec::new),
            entry(1114, () -> new TimestampCodec(false)),
            entry(1184, () -> new TimestampCodec(true)),
            Map.entry(1700, Codecs::numeric),
            entry(2950, UuidCodec::new));

    /**
     * Extensions whose base types part the elements of an array by a comma; for an unknown one it cannot be told, since the
     * stream does not say it, so its arrays are text.
     */
    private static final Map<String, Character> EXTENSION_DELIMITERS = Map.ofEntries(
            Map.entry("citext", ','),
            Map.entry("cube", ','),
            Map.entry("geography", ':'),
            Map.entry("geometry", ':'),
            Map.entry("halfvec", ','),
            Map.entry("hstore", ','),
            Map.entry("lquery", ','),
            Map.entry("ltree", ','),
            Map.entry("ltxtquery", ','),
            Map.entry("seg", ','),
            Map.entry("sparsevec", ','),
            Map.entry("vector", ','));

    private Codecs() {}

    /** A codec of its own for one column and one thread. */
    public static ValueCodec of(ColumnType type) {
        return of(type, type.typmod());
    }

    /** Oids of the types that have a codec of their own; every other type is text. */
    static Set<Integer> oids() {
        return BY_OID.keySet();
    }

    private static ValueCodec of(ColumnType type, int typmod) {
        return switch (type.kind()) {
            case DOMAIN -> of(type.element().orElseThrow());
            case ARRAY -> array(type, typmod);
            case BASE ->
                BY_OID.getOrDefault(type.oid(), modifier -> new TextCodec()).apply(typmod);
            case ENUM, COMPOSITE, RANGE, MULTIRANGE, PSEUDO -> new TextCodec();
        };
    }

    private static ValueCodec array(ColumnType type, int typmod) {
        // the two vectors of the catalog are arrays by their category, and are not written as arrays
        if (type.oid() == INT2VECTOR
                || type.oid() == OIDVECTOR
                || type.element().isEmpty()) {
            return new TextCodec();
        }
        ColumnType element = type.element().get();
        char delimiter = delimiter(element);
        if (delimiter == 0) {
            return new TextCodec();
        }
        // an array's modifier is that of its elements
        return new ArrayCodec(of(element, element.typmod() == -1 ? typmod : element.typmod()), delimiter);
    }

    /** {@code pg_type.typdelim}; 0 if it is not known. */
    private static char delimiter(ColumnType element) {
        ColumnType base = element.withoutDomains();
        if (base.kind() != ColumnType.Kind.BASE) {
            return ',';
        }
        if (Integer.compareUnsigned(base.oid(), FIRST_NORMAL_OID) < 0) {
            return base.oid() == BOX ? ';' : ',';
        }
        return EXTENSION_DELIMITERS.getOrDefault(base.name(), (char) 0);
    }

    /** {@code numeric(p,s)} packs both into its typmod; the scale has 11 bits with a sign (PostgreSQL 15). */
    private static ValueCodec numeric(int typmod) {
        if (typmod < 4) {
            return new TextCodec();
        }
        int packed = typmod - 4;
        int scale = ((packed & 0x7FF) ^ 0x400) - 0x400;
        return DecimalCodec.of(packed >> 16 & 0xFFFF, scale);
    }

    private static Map.Entry<Integer, IntFunction<ValueCodec>> entry(int oid, Supplier<ValueCodec> maker) {
        return Map.entry(oid, typmod -> maker.get());
    }
}
