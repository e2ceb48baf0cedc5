package dev.culvert.migration.schema;

/**
 * What a target can do without when its role, which is no superuser, may not make it: grants on PostgreSQL's own objects, which no
 * application reads by, and comments on extensions that a superuser installed, which the comparison of the catalogs looks at.
 */
final class Dispensable {
    private Dispensable() {}

    static boolean is(SchemaEntry entry) {
        return entry.kind().equals("ACL") && entry.schema().equals("pg_catalog")
                || entry.kind().equals("COMMENT") && entry.name().startsWith("EXTENSION ");
    }
}
