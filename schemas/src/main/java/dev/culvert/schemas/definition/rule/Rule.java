package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;

/** What must hold in the whole of a definition. Looks at what could be read, and is silent about the rest. */
interface Rule {
    void check(SectionView definition, Problems problems);
}
