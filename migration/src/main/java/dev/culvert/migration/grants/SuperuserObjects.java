package dev.culvert.migration.grants;

import dev.culvert.migration.schema.TargetPreparation;
import dev.culvert.postgres.connection.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Objects of a source that PostgreSQL lets only superusers make, on any version; those of extensions come with these. */
public final class SuperuserObjects {
    private static final String ONLY = "Only a superuser makes ";
    private static final int SHOWN = 5;

    /** Schemas, relations, functions, types and large objects, each with its owner if that is a superuser. */
    private static final String OWNED =
            """
            SELECT r.rolname AS owner, x.name FROM (
              SELECT o.nspowner AS owner, 'schema ' || o.nspname AS name
              FROM pg_catalog.pg_namespace AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oid
              WHERE o.nspname <> 'public' AND %1$s
              UNION ALL
              SELECT o.relowner, CASE o.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialised view ' WHEN 'S' THEN 'sequence '
                WHEN 'c' THEN 'type ' ELSE 'table ' END || o.oid::pg_catalog.regclass
              FROM pg_catalog.pg_class AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.relnamespace
              WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND %1$s
              UNION ALL
              SELECT o.proowner, 'function ' || o.oid::pg_catalog.regprocedure
              FROM pg_catalog.pg_proc AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.pronamespace WHERE %1$s
              UNION ALL
              SELECT o.typowner, 'type ' || o.oid::pg_catalog.regtype
              FROM pg_catalog.pg_type AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.typnamespace
              WHERE o.typtype IN ('e', 'd', 'r') AND %1$s
              UNION ALL
              SELECT o.lomowner, 'large object ' || o.oid FROM pg_catalog.pg_largeobject_metadata AS o) AS x
            JOIN pg_catalog.pg_roles AS r ON r.oid = x.owner WHERE r.rolsuper ORDER BY 1, 2""";

    private static final String USER =
            " n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'culvert') AND NOT EXISTS (SELECT"
                    + " FROM pg_catalog.pg_depend AS e WHERE e.deptype = 'e' AND e.objid = o.oid)";
    private static final String OWN =
            " o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.deptype = 'e' AND e.objid = o.oid)";

    /** Per kind: its reason, and the names of those that are there. */
    private static final List<List<String>> KINDS = List.of(
            List.of(
                    ONLY + "event triggers",
                    "SELECT 'event trigger ' || o.evtname AS name FROM pg_catalog.pg_event_trigger AS o WHERE" + OWN),
            List.of(
                    ONLY + "access methods",
                    "SELECT 'access method ' || o.amname AS name FROM pg_catalog.pg_am AS o WHERE" + OWN),
            List.of(
                    ONLY + "languages",
                    "SELECT 'language ' || o.lanname AS name FROM pg_catalog.pg_language AS o WHERE" + OWN),
            List.of(
                    ONLY + "functions in an untrusted language",
                    "SELECT 'function ' || o.oid::pg_catalog.regprocedure || ' in ' || l.lanname AS name FROM pg_catalog.pg_proc AS o"
                            + " JOIN pg_catalog.pg_language AS l ON l.oid = o.prolang AND NOT l.lanpltrusted AND l.lanname <> 'internal'"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.pronamespace WHERE" + USER),
            List.of(
                    ONLY + "functions in language internal",
                    "SELECT 'function ' || o.oid::pg_catalog.regprocedure AS name FROM pg_catalog.pg_proc AS o"
                            + " JOIN pg_catalog.pg_language AS l ON l.oid = o.prolang AND l.lanname = 'internal' AND o.prokind <> 'a'"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.pronamespace"
                            // the constructors of a range type come with it
                            + " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS i WHERE i.deptype = 'i' AND i.objid = o.oid"
                            + " AND i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass) AND" + USER),
            List.of(
                    ONLY + "leakproof functions",
                    "SELECT 'function ' || o.oid::pg_catalog.regprocedure AS name FROM pg_catalog.pg_proc AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.pronamespace WHERE o.proleakproof AND"
                            + USER),
            List.of(
                    ONLY + "base types",
                    "SELECT 'type ' || o.oid::pg_catalog.regtype AS name FROM pg_catalog.pg_type AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.typnamespace WHERE o.typtype = 'b' AND o.typelem = 0 AND"
                            + USER),
            List.of(
                    ONLY + "operator classes",
                    "SELECT 'operator class ' || n.nspname || '.' || o.opcname AS name FROM pg_catalog.pg_opclass AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace WHERE" + USER),
            List.of(
                    ONLY + "operator families",
                    "SELECT 'operator family ' || n.nspname || '.' || o.opfname AS name FROM pg_catalog.pg_opfamily AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opfnamespace WHERE" + USER),
            List.of(
                    ONLY + "text search parsers",
                    "SELECT 'text search parser ' || n.nspname || '.' || o.prsname AS name FROM pg_catalog.pg_ts_parser AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.prsnamespace WHERE" + USER),
            List.of(
                    ONLY + "text search templates",
                    "SELECT 'text search template ' || n.nspname || '.' || o.tmplname AS name FROM pg_catalog.pg_ts_template AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.tmplnamespace WHERE" + USER),
            List.of(
                    ONLY + "foreign data wrappers",
                    "SELECT 'foreign data wrapper ' || o.fdwname AS name FROM pg_catalog.pg_foreign_data_wrapper AS o WHERE"
                            + OWN),
            List.of(
                    "Only a superuser reads the options of others' user mappings, among them passwords",
                    "SELECT 'user mapping of ' || o.usename || ' for ' || o.srvname AS name FROM pg_catalog.pg_user_mappings AS o"),
            List.of(
                    ONLY + "casts without a function",
                    "SELECT 'cast from ' || o.castsource::pg_catalog.regtype || ' to ' || o.casttarget::pg_catalog.regtype AS name"
                            + " FROM pg_catalog.pg_cast AS o WHERE o.castmethod = 'b' AND" + OWN),
            List.of(
                    "A subscription's worker writes with the rights of the table's owner, whom row level security binds too (FORCE)",
                    "SELECT 'table ' || o.oid::pg_catalog.regclass AS name FROM pg_catalog.pg_class AS o"
                            + " JOIN pg_catalog.pg_namespace AS n ON n.oid = o.relnamespace"
                            + " WHERE o.relkind IN ('r', 'p') AND o.relrowsecurity AND o.relforcerowsecurity AND"
                            + USER));

    private SuperuserObjects() {}

    /** By kind, and each kind by name. */
    public static List<SuperuserObject> of(Session source, Session target) {
        List<SuperuserObject> found = new ArrayList<>();
        for (List<String> kind : KINDS) {
            found.addAll(source.list(
                    kind.get(1) + " ORDER BY 1", row -> new SuperuserObject(row.text("name"), kind.get(0))));
        }
        found.addAll(owned(source));
        found.addAll(extensions(source, target));
        return List.copyOf(found);
    }

    private static List<SuperuserObject> owned(Session source) {
        record Owned(String owner, String name) {}
        Map<String, List<Owned>> owners =
                source.list(OWNED.formatted(USER), row -> new Owned(row.text("owner"), row.text("name"))).stream()
                        .collect(Collectors.groupingBy(Owned::owner, TreeMap::new, Collectors.toList()));
        List<SuperuserObject> found = new ArrayList<>();
        owners.forEach((owner, objects) -> found.add(new SuperuserObject(
                "role " + owner,
                "It is a superuser and owns "
                        + objects.stream().limit(SHOWN).map(Owned::name).collect(Collectors.joining(", "))
                        + (objects.size() > SHOWN ? " and " + (objects.size() - SHOWN) + " more" : "")
                        + ": only a superuser gives them to it")));
        return found;
    }

    /** In a schema of the application's, which is not there yet when the script is run. */
    private static List<SuperuserObject> extensions(Session source, Session target) {
        Set<String> untrusted = TargetPreparation.untrusted(target);
        return source
                .list(
                        """
                        SELECT e.extname FROM pg_catalog.pg_extension AS e
                        JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
                        WHERE n.nspname NOT IN ('public', 'pg_catalog') ORDER BY 1""",
                        row -> row.text("extname"))
                .stream()
                .filter(untrusted::contains)
                .map(name -> new SuperuserObject("extension " + name, "Only a superuser installs it"))
                .toList();
    }
}
