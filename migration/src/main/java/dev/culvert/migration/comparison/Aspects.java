package dev.culvert.migration.comparison;

import dev.culvert.postgres.connection.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The queries of a comparison. Each returns an {@code object} for people and its {@code facts} (text[]); several queries may tell
 * facts of one object. In their text {@code :user(n)} stands for a schema that is the user's own, {@code :own(catalog, oid)} for an
 * object that does not belong to an extension.
 */
final class Aspects {
    private static final Pattern USER = Pattern.compile(":user\\((\\w+)\\)");
    private static final Pattern OWN = Pattern.compile(":own\\((\\w+), ([\\w.]+)\\)");

    private Aspects() {}

    /** For a server of this version. {@code maintain}: whether both sides have the privilege MAINTAIN. */
    static List<String> of(ServerVersion version, boolean maintain) {
        List<String> all = new ArrayList<>();
        all.addAll(TableAspects.of(version));
        all.addAll(TableObjectAspects.of());
        all.addAll(TypeAspects.of());
        all.addAll(RoutineAspects.of(version));
        all.addAll(OtherAspects.of(version));
        all.addAll(PrivilegeAspects.of(maintain));
        all.addAll(DatabaseAspects.of());
        return all.stream().map(Aspects::expand).toList();
    }

    private static String expand(String sql) {
        String user = USER.matcher(sql)
                .replaceAll("($1.nspname !~ '^pg_' AND $1.nspname NOT IN ('information_schema', 'culvert'))");
        return OWN.matcher(user)
                .replaceAll("NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS own WHERE own.deptype = 'e'"
                        + " AND own.classid = 'pg_catalog.$1'::pg_catalog.regclass AND own.objid = $2)");
    }
}
