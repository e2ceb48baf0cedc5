package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Extensions are made in the version that the target's server has as its default. */
final class ExtensionVersions {
    private ExtensionVersions() {}

    /** Those whose versions differ. */
    static List<SchemaNote> differences(Session source, Session target) {
        Map<String, String> there = versions(target);
        return versions(source).entrySet().stream()
                .filter(each -> there.containsKey(each.getKey())
                        && !there.get(each.getKey()).equals(each.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new SchemaNote(
                        "extension " + each.getKey(),
                        "It is " + each.getValue() + " on the source and " + there.get(each.getKey())
                                + " on the target."))
                .toList();
    }

    private static Map<String, String> versions(Session session) {
        return session
                .list(
                        "SELECT extname, extversion FROM pg_catalog.pg_extension",
                        row -> Map.entry(row.text("extname"), row.text("extversion")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
