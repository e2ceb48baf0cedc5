package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sink into the tables that are captured would apply its own changes for ever. */
final class SinkOfSource {
    /** Without user and parameters. */
    private static final Pattern URL = Pattern.compile("postgres(?:ql)?://(?:[^@/]*@)?([^?]*)(?:\\?.*)?");

    private SinkOfSource() {}

    static void check(SectionView source, SectionView sink, SectionView postgres, Problems problems) {
        Optional<String> from = source.child("postgres").flatMap(SinkOfSource::place);
        if (from.isEmpty() || !from.equals(place(postgres))) {
            return;
        }
        Optional<String> schema = sink.value("schema", String.class);
        boolean captured = schema.isEmpty()
                || source.children("tables").stream()
                        .flatMap(table -> table.value("table", String.class).stream())
                        .flatMap(text -> TablePattern.parse(text).stream())
                        .anyMatch(pattern -> takesOf(pattern, schema.get()));
        if (captured) {
            problems.add(
                    ErrorCode.DEF_CONFLICT,
                    postgres.at("url"),
                    postgres.path("url"),
                    "It is the source's database, and the sink would write to the tables that are captured.",
                    "Give the sink a database of its own, or a schema (sinks[].schema) that is not captured.");
        }
    }

    private static boolean takesOf(TablePattern pattern, String schema) {
        return pattern.exact()
                .map(table -> table.schema().equals(schema))
                .orElseGet(() ->
                        pattern.toString().startsWith(schema + ".") || pattern.matches(new TableId(schema, "any")));
    }

    private static Optional<String> place(SectionView server) {
        return server.value("url", String.class)
                .map(URL::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1));
    }
}
