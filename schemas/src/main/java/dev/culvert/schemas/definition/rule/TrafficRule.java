package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Poolers that can be moved, each named once, and hooks that do something. */
final class TrafficRule implements Rule {
    @Override
    public void check(SectionView definition, Problems problems) {
        definition.child("cutover").flatMap(cutover -> cutover.child("traffic")).ifPresent(traffic -> {
            Map<String, SectionView> consoles = new HashMap<>();
            for (SectionView pooler : traffic.children("pgbouncer")) {
                checkPooler(pooler, consoles, problems);
            }
            traffic.child("hooks").ifPresent(hooks -> checkHooks(hooks, problems));
        });
    }

    private static void checkPooler(SectionView pooler, Map<String, SectionView> consoles, Problems problems) {
        Conflicts.need(pooler, problems, "Culvert points the pooler to the target by rewriting it", "databasesFile");
        pooler.child("tls").ifPresent(tls -> PostgresRule.checkTls(tls, problems));
        // two entries for one process would pause it twice, and one of them would fail
        pooler.value("admin", String.class).ifPresent(admin -> {
            SectionView other = consoles.putIfAbsent(admin.substring(admin.indexOf('@')), pooler);
            if (other != null) {
                problems.add(
                        ErrorCode.DEF_CONFLICT,
                        pooler.at("admin"),
                        pooler.path("admin"),
                        "This console is in line " + other.at("admin").line() + " already.",
                        "Give each process of PgBouncer once, by an address of its own.");
            }
        });
        pooler.value("databasesFile", Path.class)
                .filter(file -> file.getFileName() == null)
                .ifPresent(file -> problems.add(
                        ErrorCode.DEF_VALUE,
                        pooler.at("databasesFile"),
                        pooler.path("databasesFile"),
                        "This is not a file.",
                        "Give the file with the section [databases]."));
    }

    private static void checkHooks(SectionView hooks, Problems problems) {
        boolean something = Stream.of("pause", "switch", "resume").anyMatch(hooks::given);
        if (!something) {
            problems.add(
                    ErrorCode.DEF_MISSING_KEY,
                    hooks.at(),
                    hooks.path(),
                    "No program is named.",
                    "Give pause, switch or resume, each a list of words; or take hooks out.");
        }
        if (hooks.given("pause")) {
            Conflicts.need(hooks, problems, "what pause holds back it lets go on", "resume");
        }
    }
}
