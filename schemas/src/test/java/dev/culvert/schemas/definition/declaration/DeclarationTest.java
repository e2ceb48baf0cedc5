package dev.culvert.schemas.definition.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Required;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclarationTest {
    @Doc("Without what it takes.")
    record Undeclared(@Doc("Neither required nor with a default.") String name) {}

    @Doc("Without words.")
    record Undocumented(@Required String name) {}

    @Test
    void aRecordThatSaysTooLittleIsNoDeclaration() {
        assertThatThrownBy(() -> Declaration.section(Undeclared.class)).hasMessageContaining("incomplete");
        assertThatThrownBy(() -> Declaration.section(Undocumented.class)).hasMessageContaining("incomplete");
    }

    @Doc("A duration without bounds.")
    record Unbounded(@Default("5s") @Doc("How long.") Duration time) {}

    @Test
    void aDurationHasBounds() {
        assertThatThrownBy(() -> Declaration.section(Unbounded.class)).hasMessageContaining("incomplete");
    }

    @Test
    void aKeyThatJavaDoesNotAllowHasANameOfItsOwn() {
        assertThat(Declaration.section(CutoverDefinition.Hooks.class).find("switch"))
                .isPresent();
    }

    @Test
    void everyKeyIsASentence() {
        List<Section> sections = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            collect(Declaration.of(kind), sections);
        }

        assertThat(sections).hasSizeGreaterThan(30);
        for (Section section : sections) {
            assertThat(section.doc()).endsWith(".");
            for (Property property : section.properties()) {
                assertThat(property.doc())
                        .as(section.type() + " " + property.key())
                        .endsWith(".");
            }
        }
    }

    private static void collect(Section section, List<Section> sections) {
        sections.add(section);
        for (Property property : section.properties()) {
            ValueType type = property.type() instanceof ValueType.ListOf list ? list.item() : property.type();
            if (type instanceof ValueType.Nested nested) {
                collect(nested.section(), sections);
            }
        }
    }
}
