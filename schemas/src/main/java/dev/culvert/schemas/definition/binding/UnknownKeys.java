package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.declaration.Property;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;
import java.util.stream.Stream;

/** Reports keys that a section does not have, and keys that are there twice. */
final class UnknownKeys {
    private UnknownKeys() {}

    static void report(Problems problems, SectionView view) {
        List<String> known = known(view);
        for (YamlNode.Entry entry : view.node().entries().values()) {
            if (!known.contains(entry.key())) {
                problems.add(
                        ErrorCode.DEF_UNKNOWN_KEY,
                        entry.at(),
                        view.path(Quoted.plain(entry.key())),
                        "There is no key " + Quoted.of(entry.key()) + " here.",
                        Nearest.to(entry.key(), known)
                                .map(nearest -> "Did you mean " + Quoted.of(nearest) + "?")
                                .orElse("The keys here are " + String.join(", ", known) + "."));
            }
        }
        reportDuplicates(problems, view.node(), view.path());
    }

    private static List<String> known(SectionView view) {
        Stream<String> header = view.path().isEmpty() ? Declaration.HEADER.stream() : Stream.of();
        return Stream.concat(header, view.section().properties().stream().map(Property::key))
                .toList();
    }

    static void reportDuplicates(Problems problems, YamlNode.Mapping node, String path) {
        for (YamlNode.Duplicate duplicate : node.duplicates()) {
            problems.add(
                    ErrorCode.DEF_DUPLICATE_KEY,
                    duplicate.at(),
                    (path.isEmpty() ? "" : path + ".") + Quoted.plain(duplicate.key()),
                    "The key " + Quoted.of(duplicate.key()) + " is there already, in line "
                            + duplicate.first().line() + ".",
                    "Take one of them out.");
        }
    }
}
