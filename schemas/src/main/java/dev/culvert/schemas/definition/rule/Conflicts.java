package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.error.ErrorCode;

/** Problems that more than one rule finds. */
final class Conflicts {
    private Conflicts() {}

    /** Reports each of some keys that is given. */
    static void refuse(SectionView section, Problems problems, String fact, String... keys) {
        for (String key : keys) {
            if (section.given(key)) {
                problems.add(
                        ErrorCode.DEF_CONFLICT, section.keyAt(key), section.path(key), fact, "Take " + key + " out.");
            }
        }
    }

    /** Reports each of some keys that is not given. */
    static void need(SectionView section, Problems problems, String why, String... keys) {
        for (String key : keys) {
            if (!section.given(key)) {
                problems.add(
                        ErrorCode.DEF_MISSING_KEY,
                        section.at(),
                        section.path(key),
                        "The key \"" + key + "\" is missing: " + why + ".",
                        "Add " + key + ".");
            }
        }
    }

    /** Reports a pattern that is none. */
    static void noTable(Location at, String path, Problems problems) {
        problems.add(
                ErrorCode.DEF_VALUE,
                at,
                path,
                "This names no table.",
                "Write schema.name; a name with a dot, a space or a quote stands in double quotes, as in"
                        + " 'public.\"odd name\"'.");
    }

    /** Reports one of two keys that is given without the other. */
    static void together(SectionView section, Problems problems, String one, String other) {
        if (section.given(one)) {
            need(section, problems, one + " is of no use without it", other);
        }
        if (section.given(other)) {
            need(section, problems, other + " is of no use without it", one);
        }
    }
}
