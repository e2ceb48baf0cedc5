package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.cli.command.CommandName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Walks all commands: each answers with one JSON object of the schema, whatever is wrong. */
class OutputSchemaTest {
    @TempDir
    static Path directory;

    static Stream<String> commands() {
        return leaves(Main.commandLine()).stream()
                .map(command -> CommandName.of(command.getCommandSpec()))
                .filter(name -> !name.equals("help"));
    }

    private static List<CommandLine> leaves(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return List.of(command);
        }
        return command.getSubcommands().values().stream()
                .flatMap(each -> leaves(each).stream())
                .toList();
    }

    private static Invocation run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("-o", "json"));
        return Invocation.of(all.toArray(String[]::new));
    }

    private static void assertAnswer(String command, Invocation invocation) {
        JsonNode answer = invocation.json();
        assertThat(CommandSchema.validate(answer)).as(invocation.out()).isEmpty();
        assertThat(answer.path("command").asText()).isEqualTo(command);
        assertThat(answer.path("ok").asBoolean()).isEqualTo(invocation.exitCode() == 0);
        if (invocation.exitCode() != 0) {
            assertThat(answer.at("/error/exitCode").asInt()).isEqualTo(invocation.exitCode());
        }
        assertThat(invocation.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aWrongOptionIsAnswered(String command) {
        Invocation invocation = run(command, "--frobnicate");

        assertThat(invocation.exitCode()).isEqualTo(2);
        assertAnswer(command, invocation);
    }

    @Test
    void everyCommandAcceptsWhatAllDo() {
        for (CommandLine command : leaves(Main.commandLine())) {
            for (String option : new String[] {"-o", "--output", "-q", "--quiet", "-v", "--verbose", "-y", "--yes"}) {
                assertThat(command.getCommandSpec().findOption(option))
                        .as(command.getCommandName() + " " + option)
                        .satisfiesAnyOf(
                                found -> assertThat(found).isNotNull(),
                                found -> assertThat(command.getCommandName()).isEqualTo("help"));
            }
        }
    }

    @Test
    void whatChangesSomethingCanBeTriedFirst() {
        for (String command : new String[] {
            "apply",
            "destroy",
            "slot drop",
            "publication drop",
            "subscription drop",
            "subscription create",
            "subscription pause",
            "subscription resume",
            "migrate start",
            "migrate cutover",
            "migrate rollback",
            "migrate retry",
            "migrate verify",
            "migrate pause",
            "migrate resume",
            "migrate cancel",
            "migrate finish",
            "pause",
            "resume"
        }) {
            assertThat(Invocation.of((command + " --help").split(" ")).out())
                    .as(command)
                    .contains("--dry-run");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasAnExplanation(String command) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.add("--help");

        Invocation help = Invocation.of(all.toArray(String[]::new));

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).startsWith("Usage: culvert " + command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theSchemaKnowsTheResultOfEveryCommand(String command) {
        assertThat(CommandSchema.node().at("/properties/command/enum"))
                .extracting(JsonNode::asText)
                .contains(command);
        assertThat(CommandSchema.node().path("allOf").findValuesAsText("const")).contains(command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsNotThereIsAnswered(String command) {
        // an address at which nothing listens, and a file that does not exist; init and run's kin take the file
        boolean server = command.matches("(slot|publication|subscription) .*");
        String[] arguments =
                switch (command) {
                    case "version", "explain" -> new String[] {};
                    case "completion" -> new String[] {"fish"};
                    case "init" -> new String[] {directory.resolve("init.yaml").toString()};
                    default ->
                        server
                                ? serverArguments(command)
                                : new String[] {directory.resolve("none.yaml").toString()};
                };

        assertAnswer(command, run(command, arguments));
    }

    private static String[] serverArguments(String command) {
        String address = "--url=postgresql://culvert@127.0.0.1:1/shop";
        return command.endsWith(" list") ? new String[] {address} : new String[] {"name", address};
    }

    @Test
    void aServerThatIsNotThereIsAnEnvironmentError() {
        Invocation invocation = run("slot list", serverArguments("slot list"));

        assertThat(invocation.exitCode()).isEqualTo(3);
        assertThat(invocation.json().at("/error/code").asText()).isEqualTo("CV-PG-UNREACHABLE");
    }

    @Test
    void theSchemaRefusesWhatIsNoAnswer() throws IOException {
        Path file = Files.writeString(
                directory.resolve("answer.json"), run("version").out());
        JsonNode good = new ObjectMapper().readTree(file.toFile());
        assertThat(CommandSchema.validate(good)).isEmpty();

        for (String bad : new String[] {
            "{}",
            good.toString().replace("\"ok\":true", "\"ok\":false"),
            good.toString().replace("\"version\"", "\"versions\""),
            good.toString().replace("\"nextSteps\"", "\"next\""),
            good.toString().replace("\"culvert\":", "\"culverts\":")
        }) {
            assertThat(CommandSchema.validate(new ObjectMapper().readTree(bad)))
                    .as(bad)
                    .isNotEmpty();
        }
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        Invocation invocation = Invocation.of("slot", "list", "--url", "postgresql://culvert:S3CR3T@db/shop");

        assertThat(invocation.exitCode()).isEqualTo(2);
        assertThat(invocation.err()).contains("CV-DEF-SECRET-INLINE").doesNotContain("S3CR3T");
    }

    @Test
    void aPasswordAsAnOptionIsRefusedAndNotRepeated() {
        Invocation invocation =
                Invocation.of("slot", "list", "--url", "postgresql://culvert@db/shop", "--password", "S3CR3T");

        assertThat(invocation.exitCode()).isEqualTo(2);
        assertThat(invocation.err()).contains("CV-USAGE").doesNotContain("S3CR3T");
    }
}
