package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.ErrorPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A text that tells a person what to do names only commands and options that there are. */
class NamedCommandsTest {
    private static final CommandSpec ROOT = Main.commandLine().getCommandSpec();
    private static final Pattern COMMAND =
            Pattern.compile("(?<![\\w./:-])culvert (?!watchdog:|has )([^`\"\\n;,(){}]*)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```|`([^`\\n]+)`");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern OTHER_PROGRAM = Pattern.compile("(^|\\s)(curl|pg_dump|pg_restore|initdb) ");
    private static final List<Path> SOURCES = List.of(
            Path.of("../schemas"),
            Path.of("../postgres"),
            Path.of("../connector"),
            Path.of("../sink"),
            Path.of("../runtime"),
            Path.of("../migration"),
            Path.of("../cli"));

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyPageOfAnError(ErrorCode code) {
        String text = code(ErrorPages.page(code));

        assertThat(wrong(text)).isEmpty();
        assertThat(unknownOptions(text)).isEmpty();
    }

    @Test
    void everyTextInTheCode() throws IOException {
        List<String> problems = new ArrayList<>();
        int files = 0;
        for (Path source : SOURCES) {
            try (Stream<Path> found = Files.walk(source)) {
                for (Path file : found.filter(each -> each.toString().contains("/src/main/java/")
                                && each.toString().endsWith(".java"))
                        .toList()) {
                    files++;
                    wrong(joined(Files.readString(file))).forEach(each -> problems.add(file + ": " + each));
                }
            }
        }

        assertThat(files).isGreaterThan(300);
        assertThat(problems).isEmpty();
    }

    @Test
    void everyPageOfTheManual() throws IOException {
        List<String> problems = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            for (Path page : Stream.concat(docs, Stream.of(Path.of("../README.md")))
                    .filter(each -> each.toString().endsWith(".md"))
                    .toList()) {
                wrong(code(Files.readString(page))).forEach(each -> problems.add(page + ": " + each));
            }
        }

        assertThat(problems).isEmpty();
    }

    @Test
    void whatIsNotThereIsSeen() {
        assertThat(wrong("culvert run FILE --again TABLE")).hasSize(1);
        assertThat(wrong("see culvert mend FILE")).hasSize(1);
        assertThat(wrong("culvert slot mend NAME")).hasSize(1);
        assertThat(wrong("culvert slot drop NAME --url URL --yes, culvert run --adopt."))
                .isEmpty();
        assertThat(wrong(joined("\"culvert run \" + file\n  + \" --again\""))).hasSize(1);
        assertThat(unknownOptions("say --again, not --yes")).containsExactly("--again");
    }

    /** Spans and blocks of code of a Markdown text, with continued lines in one. */
    private static String code(String markdown) {
        StringBuilder code = new StringBuilder();
        Matcher matcher = CODE.matcher(markdown);
        while (matcher.find()) {
            code.append(matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                    .append('\n');
        }
        return code.toString().replaceAll("\\\\\\n\\s*", " ");
    }

    /** Java whose concatenated texts are one, with a place-holder for what is not a literal. */
    private static String joined(String java) {
        return java.replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("\"\\s*\\+\\s*[\\w.()]+\\s*\\+\\s*\"", "X");
    }

    private static List<String> wrong(String text) {
        List<String> wrong = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(text);
        while (matcher.find()) {
            String words = matcher.group(1);
            if (!isThere(words)) {
                wrong.add("culvert " + words);
            }
        }
        return wrong;
    }

    private static boolean isThere(String words) {
        CommandSpec command = ROOT;
        for (String word : words.strip().split("\\s+")) {
            String bare = word.replaceAll("[.:]+$", "");
            if (bare.matches("--[a-z-]+")) {
                if (command.findOption(bare) == null) {
                    return false;
                }
            } else if (!command.subcommands().isEmpty()) {
                if (!bare.matches("[a-z]+")) {
                    return true; // a place-holder for any of them
                }
                CommandLine next = command.subcommands().get(bare);
                if (next == null) {
                    return false;
                }
                command = next.getCommandSpec();
            }
        }
        return true;
    }

    /** Options that stand alone or in a command of Culvert, and that no command has. */
    private static List<String> unknownOptions(String text) {
        return text.lines()
                .filter(line ->
                        !line.contains(".sh ") && !OTHER_PROGRAM.matcher(line).find())
                .flatMap(line -> OPTION.matcher(line).results())
                .map(match -> match.group())
                .filter(option -> !has(ROOT, option))
                .toList();
    }

    private static boolean has(CommandSpec command, String option) {
        return command.findOption(option) != null
                || command.subcommands().values().stream().anyMatch(each -> has(each.getCommandSpec(), option));
    }
}
