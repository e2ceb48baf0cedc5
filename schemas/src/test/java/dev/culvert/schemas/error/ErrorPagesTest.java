package dev.culvert.schemas.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorPagesTest {
    private static final Pattern CODE = Pattern.compile("CV-[A-Z]+(-[A-Z]+)*");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasAPage(ErrorCode code) {
        assertThat(ErrorPages.page(code))
                .startsWith("# " + code.code() + "\n")
                .contains("\n## What it means\n", "\n## Why it matters\n", "\n## To mend\n")
                .hasSizeGreaterThan(300);
    }

    @Test
    void noPageIsLeftOfACodeThatIsGone() throws IOException, URISyntaxException {
        Path directory = Path.of(
                ErrorPages.class.getResource("/dev/culvert/schemas/error/pages").toURI());
        List<String> codes = Arrays.stream(ErrorCode.values())
                .map(code -> code.code() + ".md")
                .toList();

        try (Stream<Path> pages = Files.list(directory)) {
            assertThat(pages.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(codes);
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void pagesNameOnlyCodesThatAreThere(ErrorCode code) {
        Matcher named = CODE.matcher(ErrorPages.page(code));
        while (named.find()) {
            assertThat(ErrorCode.find(named.group())).as(named.group()).isPresent();
        }
    }

    @Test
    void codesAreUniqueAndOneStyle() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> CODE.matcher(code).matches());
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(code.code()).isEqualTo("CV-" + code.name().replace('_', '-'));
            assertThat(code.summary()).doesNotEndWith(".").isNotBlank();
        }
    }
}
