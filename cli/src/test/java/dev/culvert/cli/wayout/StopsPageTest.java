package dev.culvert.cli.wayout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/stops.md} has every stop, and names tests that are there. */
class StopsPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))(?:\\.(\\w+))?`");

    private final String page = read(ROOT.resolve("docs/stops.md"));

    @Test
    void everyCodeOfAPipelineIsThere() {
        List<String> codes = Stream.of(ErrorCode.values())
                .takeWhile(code -> code != ErrorCode.MIGRATION_BUSY)
                .map(ErrorCode::code)
                .toList();
        assertThat(codes).hasSizeGreaterThan(80).allMatch(this::isNamed);
    }

    /** By itself, or as one of a kind. */
    private boolean isNamed(String code) {
        return page.contains("`" + code + "`")
                || Pattern.compile("`(CV-[A-Z-]+-)\\*`")
                        .matcher(page)
                        .results()
                        .anyMatch(kind -> code.startsWith(kind.group(1)));
    }

    @Test
    void everyWayOutThatIsFollowedIsThere() {
        assertThat(Stops.all()).allMatch(stop -> page.contains(stop.what()) && page.contains("`" + stop.code() + "`"));
        assertThat(Stops.often()).hasSizeBetween(3, 6);
    }

    @Test
    void theTestsThatItNamesAreThere() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(ROOT)) {
            sources = files.filter(file -> file.toString().contains("/src/test/java/")
                            && file.toString().endsWith(".java"))
                    .toList();
        }
        List<MatchResult> named = TEST.matcher(page).results().toList();
        assertThat(named).hasSizeGreaterThan(40).allSatisfy(test -> {
            Path source = sources.stream()
                    .filter(file -> file.getFileName().toString().equals(test.group(1) + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(test.group()));
            if (test.group(2) != null) {
                assertThat(read(source)).contains("void " + test.group(2) + "(");
            }
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
