package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a superuser does on the target beforehand, so that a role which is none can make the rest of the schema. */
public final class TargetPreparation {
    private TargetPreparation() {}

    /** Statements without semicolons, in their order; none of what is there already. Roles get no passwords (I12). */
    public static List<String> statements(Session source, Session target) {
        List<String> statements = new ArrayList<>(new Roles(source, target, new ArrayList<>()).missing());
        statements.addAll(new DatabaseProperties(source, target, new ArrayList<>()).missing());
        statements.addAll(publicSchema(source, target));
        statements.addAll(untrustedExtensions(source, target));
        return statements;
    }

    /** Up to 14 it is the first superuser's, to whom nobody else can give it; then the database's owner's. */
    private static List<String> publicSchema(Session source, Session target) {
        String owner =
                "SELECT pg_catalog.pg_get_userbyid(n.nspowner) AS owner FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'public'";
        List<String> statements = new ArrayList<>();
        List<String> there = target.list(owner, row -> row.text("owner"));
        List<String> here = source.list(owner, row -> row.text("owner"));
        if (!here.isEmpty() && !there.isEmpty() && !here.equals(there)) {
            statements.add("ALTER SCHEMA public OWNER TO " + Identifier.quote(here.get(0)));
            statements.addAll(source.list(
                    """
                    SELECT coalesce(r.rolname, '') AS grantee, a.privilege_type, a.is_grantable
                    FROM pg_catalog.pg_namespace AS n, pg_catalog.aclexplode(n.nspacl) AS a
                    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
                    WHERE n.nspname = 'public' AND a.grantee <> n.nspowner ORDER BY 1, 2""",
                    row -> "GRANT " + row.text("privilege_type") + " ON SCHEMA public TO "
                            + (row.text("grantee").isEmpty() ? "PUBLIC" : Identifier.quote(row.text("grantee")))
                            + (row.bool("is_grantable") ? " WITH GRANT OPTION" : "")));
        }
        return statements;
    }

    private static List<String> untrustedExtensions(Session source, Session target) {
        record Extension(String name, String schema, String comment) {}
        Set<String> untrusted = untrusted(target);
        List<Extension> extensions = source.list(
                """
                SELECT e.extname, n.nspname, coalesce(pg_catalog.obj_description(e.oid, 'pg_extension'), '') AS comment
                FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
                WHERE n.nspname IN ('public', 'pg_catalog') ORDER BY 1""",
                row -> new Extension(row.text("extname"), row.text("nspname"), row.text("comment")));
        List<String> statements = new ArrayList<>();
        extensions.stream().filter(each -> untrusted.contains(each.name)).forEach(each -> {
            String name = Identifier.quote(each.name);
            statements.add("CREATE EXTENSION " + name + " SCHEMA " + each.schema);
            statements.add("COMMENT ON EXTENSION " + name + " IS " + Literal.quote(each.comment));
        });
        return statements;
    }

    /** Extensions that are not installed and that only a superuser can install. */
    public static Set<String> untrusted(Session target) {
        return target
                .list(
                        """
                        SELECT a.name FROM pg_catalog.pg_available_extensions AS a
                        JOIN pg_catalog.pg_available_extension_versions AS v ON v.name = a.name AND v.version = a.default_version
                        WHERE a.installed_version IS NULL AND v.superuser AND NOT v.trusted""",
                        row -> row.text("name"))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }
}
