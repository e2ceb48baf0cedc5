package dev.culvert.schemas.change;

import java.util.List;
import java.util.Optional;

/**
 * A type as a column has it. Names and oids come from the stream; what stands behind an oid (labels, element, base) comes
 * from the catalog, which is now while the WAL was then.
 *
 * @param oid {@code pg_type.oid}
 * @param typmod {@code atttypmod}, -1 if there is none
 * @param schema schema of the type
 * @param name {@code pg_type.typname}, such as {@code numeric}, {@code _int4}, {@code mood}
 * @param kind what the type is made of
 * @param element the element's type for {@link Kind#ARRAY}, the base type for {@link Kind#DOMAIN}, else empty
 * @param labels the labels of an enum in their order, else empty
 */
public record ColumnType(
        int oid, int typmod, String schema, String name, Kind kind, Optional<ColumnType> element, List<String> labels) {

    /** {@code pg_type.typtype}, with arrays told apart. */
    public enum Kind {
        BASE,
        ARRAY,
        DOMAIN,
        ENUM,
        COMPOSITE,
        RANGE,
        MULTIRANGE,
        PSEUDO
    }

    public ColumnType {
        labels = List.copyOf(labels);
    }

    /** A base type of {@code pg_catalog}. */
    public static ColumnType base(int oid, int typmod, String name) {
        return new ColumnType(oid, typmod, "pg_catalog", name, Kind.BASE, Optional.empty(), List.of());
    }

    /** This type with every domain around it taken off; a domain's own typmod goes with its base. */
    public ColumnType withoutDomains() {
        return kind == Kind.DOMAIN ? element.orElseThrow().withoutDomains() : this;
    }
}
