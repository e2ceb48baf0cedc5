package dev.culvert.schemas.definition.reader;

import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A definition that is good but for one thing, read from {@code bad-definitions.txt}. */
public record BadDefinition(String name, String text, ErrorCode code, String where, String says) {
    private static final String RESOURCE = "/dev/culvert/schemas/definition/bad-definitions.txt";

    public static Stream<BadDefinition> all() {
        try (InputStream in = BadDefinition.class.getResourceAsStream(RESOURCE)) {
            String cases = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(cases.split("\n\n")).skip(1).map(BadDefinition::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is good before anything is replaced. */
    public static String good() {
        return DefinitionReaderTest.FULLEST;
    }

    private static BadDefinition parse(String paragraph) {
        List<String> lines = paragraph.lines().toList();
        String from = marked(lines, "- ");
        String to = marked(lines, "+ ");
        String problem = marked(lines, "! ");
        // a slot of somebody else's making is wrong only where there is a snapshot
        String good = from.contains("create: true") ? good().replace("mode: never", "mode: initial") : good();
        String bad = to.isEmpty() ? good.replace(from + "\n", "") : good.replace(from, to);
        if (bad.equals(good)) {
            throw new IllegalStateException("the case changes nothing: " + lines.get(0));
        }
        int space = problem.indexOf(' ');
        return new BadDefinition(
                lines.get(0),
                bad,
                ErrorCode.valueOf(problem.substring(0, space)),
                problem.substring(space + 1),
                marked(lines, "= "));
    }

    private static String marked(List<String> lines, String mark) {
        return lines.stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return name;
    }
}
