package dev.culvert.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.cli.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** What the commands of a guide say now, held against what it shows. With {@code -Dculvert.guide.write=true} the page is written anew. */
final class GuideCheck {
    private static final boolean WRITE = Boolean.getBoolean("culvert.guide.write");

    private final String page;
    private final Guide guide;
    private final Path directory;
    private final List<Said> said = new ArrayList<>();

    /** @param page in the repository @param directory in which its files are */
    GuideCheck(String page, Path directory) {
        this.page = page;
        this.directory = directory;
        try {
            this.guide = Guide.read(Repository.file(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A block, and what its command has said now. */
    private record Said(String page, GuideBlock shown, List<String> lines) {
        boolean isShown() {
            return shown.shows(lines);
        }

        @Override
        public String toString() {
            return "%s (write it anew with -Dculvert.guide.write=true)%n%s%nbut it said%n%s"
                    .formatted(page, shown.text(), String.join("\n", lines));
        }
    }

    Guide guide() {
        return guide;
    }

    /** @param text of both streams, with the names of the guide */
    void said(GuideBlock block, String text) {
        said.add(new Said(page, block, List.of(text.split("\n"))));
    }

    /** Both streams of a command, in the order in which a terminal would have them. */
    String run(String line) throws IOException {
        String[] words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
            if (words[i].matches("[a-z-]+\\.(yaml|json)")) {
                words[i] = directory.resolve(words[i]).toString();
            }
        }
        if (words[0].equals("cat")) {
            return Files.readString(Path.of(words[1]));
        }
        assertThat(words[0]).isEqualTo("culvert");
        Invocation invocation = Invocation.together(Arrays.copyOfRange(words, 1, words.length));
        assertThat(invocation.exitCode()).as(line + "\n" + invocation.out()).isZero();
        return invocation.out();
    }

    /** Every block shows what its command said, but for numbers and times. */
    void assertShown() throws IOException {
        if (WRITE) {
            guide.write(
                    said.stream().map(each -> each.shown().with(each.lines())).toList());
        }
        SoftAssertions.assertSoftly(softly -> said.forEach(each ->
                softly.assertThat(each.isShown() || WRITE).as(each.toString()).isTrue()));
    }
}
