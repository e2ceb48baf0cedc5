package dev.culvert.migration.comparison;

import java.util.List;

/** Enums, domains, ranges, base types and collations. Composite types are told by their columns. */
final class TypeAspects {
    /** The rows of tables, the arrays and the multiranges that a type brings with it are left out. */
    private static final String TYPES =
            """
            SELECT 'type ' || n.nspname || '.' || t.typname AS object,
              pg_catalog.array_remove(ARRAY[
                'kind ' || t.typtype::pg_catalog.text,
                'owner ' || pg_catalog.pg_get_userbyid(t.typowner),
                'labels ' || (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                  FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid),
                CASE WHEN t.typtype = 'd' THEN 'of ' || pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
                CASE WHEN t.typnotnull THEN 'not null' END,
                'default ' || t.typdefault,
                CASE WHEN t.typtype = 'd' AND t.typcollation <> 0 THEN 'collation ' || t.typcollation::pg_catalog.regcollation END,
                CASE WHEN t.typtype = 'b' THEN 'input ' || t.typinput || ' output ' || t.typoutput || ' length ' || t.typlen END,
                (SELECT 'range of ' || pg_catalog.format_type(r.rngsubtype, NULL) || ' by ' || o.opcname || ' '
                    || r.rngcanonical || ' ' || r.rngsubdiff || ' ' || r.rngcollation::pg_catalog.regcollation
                  FROM pg_catalog.pg_range AS r JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
                  WHERE r.rngtypid = t.oid)], NULL) AS facts
            FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
            WHERE t.typtype IN ('b', 'd', 'e', 'r', 'p') AND NOT (t.typelem <> 0 AND t.typlen = -1 AND t.typcategory = 'A')
              AND :user(n) AND :own(pg_type, t.oid)""";

    /** The version is that of the server's library, and differs by nature. */
    private static final String COLLATIONS =
            """
            SELECT 'collation ' || n.nspname || '.' || c.collname AS object,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(c.collowner), 'provider ' || c.collprovider::pg_catalog.text,
                CASE WHEN c.collisdeterministic THEN 'deterministic' ELSE 'not deterministic' END] AS facts
            FROM pg_catalog.pg_collation AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
            WHERE :user(n) AND :own(pg_collation, c.oid)""";

    /** From 14 on a range type brings a cast to its multirange with it. */
    private static final String CASTS =
            """
            SELECT 'cast from ' || pg_catalog.format_type(c.castsource, NULL) || ' to ' || pg_catalog.format_type(c.casttarget, NULL)
                AS object,
              ARRAY['function ' || c.castfunc::pg_catalog.regprocedure, 'context ' || c.castcontext::pg_catalog.text, 'method ' || c.castmethod::pg_catalog.text] AS facts
            FROM pg_catalog.pg_cast AS c WHERE c.oid >= 16384 AND :own(pg_cast, c.oid)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'i'
                AND d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = c.oid)""";

    private TypeAspects() {}

    static List<String> of() {
        return List.of(TYPES, COLLATIONS, CASTS);
    }
}
