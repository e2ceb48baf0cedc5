package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what is installed on the source can be installed on the target. */
final class ExtensionsCheck extends PairCheck {
    private record Extension(String name, String version) {}

    ExtensionsCheck(PreflightContext context) {
        super("extensions", ErrorCode.PG_EXTENSION, context);
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        List<Extension> installed = source.list(
                "SELECT e.extname, e.extversion FROM pg_catalog.pg_extension AS e ORDER BY e.extname COLLATE \"C\"",
                row -> new Extension(row.text("extname"), row.text("extversion")));
        Set<Extension> available = new HashSet<>(target.list(
                "SELECT v.name, v.version FROM pg_catalog.pg_available_extension_versions AS v",
                row -> new Extension(row.text("name"), row.text("version"))));
        Set<String> names = available.stream().map(Extension::name).collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        for (Extension each : installed) {
            if (!names.contains(each.name)) {
                findings.add(finding(
                        Severity.ERROR,
                        "extension " + each.name,
                        "The source has " + each.version + ", and the target's server has no files of it.",
                        "Install the package of the extension on the target, or: DROP EXTENSION "
                                + Identifier.quote(each.name) + "; on the source."));
            } else if (!available.contains(each)) {
                findings.add(finding(
                        Severity.INFO,
                        "extension " + each.name,
                        "The source has " + each.version + "; the target gets its own default version.",
                        ""));
            }
        }
        return orPassed(findings, installed.size() + " extensions, all of which the target has.");
    }
}
