package dev.culvert.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.repository.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Rules of the sources that compiled classes do not show. */
class SourcesTest {
    static final List<String> MODULES = Repository.MODULES;

    private static final Pattern READS_CATALOG =
            Pattern.compile("\\b(FROM|JOIN|UPDATE|INTO)\\s+(pg_catalog\\.\\w|pg_\\w|information_schema\\.)");

    @ParameterizedTest
    @FieldSource("MODULES")
    void everyPackageSaysWhatItIs(String module) {
        List<Path> sources = Repository.sources(module);

        assertThat(sources).isNotEmpty();
        assertThat(sources.stream().map(Path::getParent).distinct())
                .allSatisfy(
                        each -> assertThat(each.resolve("package-info.java")).exists());
        assertThat(sources.stream().filter(file -> file.endsWith("package-info.java")))
                .allSatisfy(file -> assertThat(Repository.text(file)).startsWith("/**"));
    }

    @Test
    void onlyPostgresReadsTheCatalog() {
        assertThat(readers("postgres")).as("the pattern finds it there").isNotEmpty();
        assertThat(Stream.of("schemas", "connector", "sink/kafka", "sink/flink", "runtime", "cli")
                        .flatMap(SourcesTest::readers))
                .isEmpty();
    }

    private static Stream<Path> readers(String module) {
        return Repository.sources(module).stream()
                .filter(file -> READS_CATALOG.matcher(Repository.text(file)).find());
    }

    @Test
    void everyModuleOfTheBuildIsLookedAt() throws Exception {
        String pom = Files.readString(Repository.file("pom.xml"));

        assertThat(Pattern.compile("<module>(.+?)</module>")
                        .matcher(pom)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(MODULES);
    }
}
