package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Two servers that both live longer than a command, and two databases. */
final class EndpointsRule implements Rule {
    private static final String DEFAULT_PORT = ":5432";

    @Override
    public void check(SectionView definition, Problems problems) {
        Optional<SectionView> source = postgres(definition, "source");
        Optional<SectionView> target = postgres(definition, "target");
        source.ifPresent(server -> checkServer(server, problems));
        target.ifPresent(server -> checkServer(server, problems));
        if (source.isPresent() && target.isPresent()) {
            checkDistinct(source.get(), target.get(), problems);
        }
    }

    private static Optional<SectionView> postgres(SectionView definition, String side) {
        return definition.child(side).flatMap(endpoint -> endpoint.child("postgres"));
    }

    private static void checkServer(SectionView postgres, Problems problems) {
        PostgresRule.check(postgres, problems);
        if (postgres.given("embedded")) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    postgres.keyAt("embedded"),
                    postgres.path("embedded"),
                    "An embedded server is gone when the command ends, and what was copied with it.",
                    "Give url.");
        }
    }

    /** Addresses that differ may still lead to one server: that is for the preflight to see. */
    private static void checkDistinct(SectionView source, SectionView target, Problems problems) {
        Optional<Set<String>> one = source.value("url", String.class).map(EndpointsRule::databases);
        Optional<Set<String>> other = target.value("url", String.class).map(EndpointsRule::databases);
        if (one.isPresent() && other.isPresent() && one.get().stream().anyMatch(other.get()::contains)) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    target.at("url"),
                    target.path("url"),
                    "This is the database of the source, in line "
                            + source.at("url").line() + ".",
                    "Give the address of the other server.");
        }
    }

    /** {@code host:port/database} for each host of an address; who connects makes no other database of it. */
    private static Set<String> databases(String url) {
        String rest = url.substring(url.indexOf('@') + 1);
        int slash = rest.indexOf('/');
        String database = rest.substring(slash);
        return Arrays.stream(rest.substring(0, slash).toLowerCase(Locale.ROOT).split(","))
                .map(host -> (host.matches(".*:[0-9]+") && !host.endsWith("]") ? host : host + DEFAULT_PORT) + database)
                .collect(Collectors.toSet());
    }
}
