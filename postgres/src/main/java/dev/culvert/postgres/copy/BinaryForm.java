package dev.culvert.postgres.copy;

import dev.culvert.schemas.change.ColumnType;
import java.util.Set;

/** Which types have one binary form that means the same on two servers of different versions. */
public final class BinaryForm {

    /** PostgreSQL's own oids are below, the same on every server of every version that has the type. */
    private static final int FIRST_OID_OF_A_DATABASE = 10_000;

    /**
     * Those of PostgreSQL's own that have none, or one that means something else elsewhere: a {@code reg} type goes as the oid of
     * an object, which is another one there, and as its name in text.
     */
    private static final Set<String> WITHOUT = Set.of(
            "aclitem",
            "gtsvector",
            "pg_node_tree",
            "pg_ndistinct",
            "pg_dependencies",
            "pg_mcv_list",
            "pg_brin_bloom_summary",
            "pg_brin_minmax_multi_summary",
            "regclass",
            "regcollation",
            "regconfig",
            "regdictionary",
            "regnamespace",
            "regoper",
            "regoperator",
            "regproc",
            "regprocedure",
            "regrole",
            "regtype",
            "xml");

    private BinaryForm() {}

    /** Whether values of {@code here} can go in their binary form into a column of {@code there}. */
    public static boolean isSame(ColumnType here, ColumnType there) {
        ColumnType from = here.withoutDomains();
        ColumnType to = there.withoutDomains();
        if (from.kind() != to.kind()) {
            return false;
        }
        return switch (from.kind()) {
            case BASE, RANGE, MULTIRANGE -> isBuiltIn(from) && from.oid() == to.oid();
            // the form of an array holds its element's oid
            case ARRAY ->
                isBuiltIn(from)
                        && from.oid() == to.oid()
                        && isSame(from.element().orElseThrow(), to.element().orElseThrow());
            // the label
            case ENUM -> true;
            // their forms hold the oids of their columns, or are none
            case COMPOSITE, DOMAIN, PSEUDO -> false;
        };
    }

    private static boolean isBuiltIn(ColumnType type) {
        return type.schema().equals("pg_catalog")
                && type.oid() > 0
                && type.oid() < FIRST_OID_OF_A_DATABASE
                && !WITHOUT.contains(type.name());
    }
}
