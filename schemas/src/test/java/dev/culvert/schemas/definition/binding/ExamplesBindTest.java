package dev.culvert.schemas.definition.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.declaration.Property;
import dev.culvert.schemas.definition.declaration.Section;
import dev.culvert.schemas.definition.declaration.ValueType;
import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.definition.yaml.YamlDocument;
import dev.culvert.schemas.definition.yaml.YamlException;
import dev.culvert.schemas.definition.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every default and every example of the declaration is one that the reader takes. */
class ExamplesBindTest {
    record Sample(Property property, String yaml) {
        @Override
        public String toString() {
            return property.key() + ": " + yaml;
        }
    }

    static Stream<Sample> samples() {
        return Arrays.stream(Kind.values()).map(Declaration::of).flatMap(ExamplesBindTest::samples);
    }

    private static Stream<Sample> samples(Section section) {
        return section.properties().stream().flatMap(property -> {
            ValueType type = property.type() instanceof ValueType.ListOf list ? list.item() : property.type();
            Stream<Sample> own = Stream.of(property.defaultYaml(), property.exampleYaml())
                    .flatMap(Optional::stream)
                    .map(yaml -> new Sample(property, yaml.replace("<pipeline>", "shop")));
            return type instanceof ValueType.Nested nested ? Stream.concat(own, samples(nested.section())) : own;
        });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void binds(Sample sample) throws YamlException {
        Location start = new Location(1, 1);
        YamlNode.Mapping document = new YamlNode.Mapping(
                start,
                Map.of(
                        sample.property().key(),
                        new YamlNode.Entry(start, sample.property().key(), YamlDocument.read(sample.yaml()))),
                List.of());
        Problems problems = new Problems();
        Section section =
                new Section(DummyRecord.class, "A section with the one key.", List.of(sample.property()), List.of());

        new SectionBinder(problems, Path.of(""), "shop").bind(section, document, "");

        assertThat(problems.inOrder()).isEmpty();
    }

    private record DummyRecord() {}
}
