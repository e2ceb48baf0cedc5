package dev.culvert.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.status.Scene;
import dev.culvert.schemas.error.Category;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for operators names what is there. */
class OperatingPageTest {
    private final String page = read();

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "operating.md"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> all(String pattern) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(page);
        while (matcher.find()) {
            found.addAll(Arrays.asList(matcher.group(1).split("`, `")));
        }
        return found;
    }

    @Test
    void itsPathsAreServed() throws Exception {
        Set<String> paths = all("^\\| `(/[a-z0-9/]*)` \\|");
        assertThat(paths).hasSize(5);

        Scene scene = new Scene();
        scene.board.phase(PipelinePhase.STREAMING);
        try (StatusServer server = StatusServer.start(HttpOptions.parse("127.0.0.1:0"), scene.view)) {
            for (String path : paths) {
                HttpRequest request =
                        HttpRequest.newBuilder(server.address().resolve(path)).build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void itTellsEveryFieldOfTheStatus() {
        Set<String> fields = new TreeSet<>();
        Arrays.stream(PipelineStatus.class.getRecordComponents()).forEach(c -> fields.add(c.getName()));
        fields.removeAll(Set.of("pipeline", "at", "since"));

        assertThat(all("^\\| `([a-zA-Z]+(?:`, `[a-zA-Z]+)*)` \\| [^|]+ \\|$")).containsAll(fields);
    }

    @Test
    void itTellsEveryPhase() {
        Set<String> phases = new TreeSet<>();
        for (PipelinePhase phase : PipelinePhase.values()) {
            phases.add(phase.name().toLowerCase(Locale.ROOT));
        }
        phases.remove("unknown");

        assertThat(all("^\\| `([a-z]+)` \\| [^|]+ \\| ?[^|]*\\|$")).containsAll(phases);
    }

    @Test
    void itsCodesExistAndItsExitCodesAreAll() {
        assertThat(all("(CV-[A-Z-]+[A-Z])")).isNotEmpty().allSatisfy(code -> assertThat(ErrorCode.find(code))
                .isPresent());
        Set<String> exits = all("^\\| ([0-9]+) \\|");
        for (Category category : Category.values()) {
            assertThat(exits).contains(Integer.toString(category.exitCode()));
        }
    }
}
