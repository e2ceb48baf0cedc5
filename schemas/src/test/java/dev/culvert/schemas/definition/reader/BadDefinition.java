package dev.culvert.schemas.definition.reader;

import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A definition that is good but for one thing, read from {@code bad-definitions.txt} and its kin. */
public record BadDefinition(Kind kind, String name, String text, ErrorCode code, String where, String says) {
    private static final String RESOURCES = "/dev/culvert/schemas/definition/";

    public static Stream<BadDefinition> all() {
        return Arrays.stream(Kind.values()).flatMap(BadDefinition::all);
    }

    private static Stream<BadDefinition> all(Kind kind) {
        try (InputStream in = BadDefinition.class.getResourceAsStream(RESOURCES + resource(kind))) {
            String cases = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(cases.split("\n\n")).skip(1).map(paragraph -> parse(kind, paragraph));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(Kind kind) {
        return switch (kind) {
            case PIPELINE -> "bad-definitions.txt";
            case MIGRATION -> "bad-migrations.txt";
            case REPLICATION -> "bad-replications.txt";
        };
    }

    /** What is good before anything is replaced. */
    public static String good(Kind kind) {
        return switch (kind) {
            case PIPELINE -> DefinitionReaderTest.FULLEST;
            case MIGRATION -> TwoServersReaderTest.MIGRATION;
            case REPLICATION -> TwoServersReaderTest.REPLICATION;
        };
    }

    private static BadDefinition parse(Kind kind, String paragraph) {
        List<String> lines = paragraph.lines().toList();
        String from = marked(lines, "- ");
        String to = marked(lines, "+ ");
        String problem = marked(lines, "! ");
        // a slot of somebody else's making is wrong only where there is a snapshot
        String good = from.contains("create: true") ? good(kind).replace("mode: never", "mode: initial") : good(kind);
        String bad = to.isEmpty() ? good.replace(from + "\n", "") : good.replace(from, to);
        if (bad.equals(good)) {
            throw new IllegalStateException("the case changes nothing: " + lines.get(0));
        }
        int space = problem.indexOf(' ');
        return new BadDefinition(
                kind,
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
        return kind + ": " + name;
    }
}
