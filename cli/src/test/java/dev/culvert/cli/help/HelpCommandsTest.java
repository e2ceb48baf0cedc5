package dev.culvert.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpCommandsTest {
    @TempDir
    Path directory;

    @Test
    void versionNamesTheLibrariesThatMatter() {
        Invocation version = Invocation.of("version", "-o", "json");

        assertThat(version.exitCode()).isZero();
        for (String library : new String[] {"culvert", "debezium", "kafka-clients", "pgjdbc", "avro", "java"}) {
            assertThat(version.json().at("/result").path(library).asText())
                    .as(library)
                    .matches("[0-9]+\\..*");
        }
    }

    @Test
    void explainPrintsThePageOfACode() {
        for (String code : new String[] {"CV-SLOT-LOST", "cv-slot-lost", "SLOT-LOST"}) {
            Invocation explain = Invocation.of("explain", code);

            assertThat(explain.exitCode()).isZero();
            assertThat(explain.out()).startsWith("# CV-SLOT-LOST");
        }
        assertThat(Invocation.of("explain", "CV-NONE").exitCode()).isEqualTo(2);
    }

    @Test
    void explainListsAllCodes() {
        assertThat(Invocation.of("explain", "-o", "json").json().at("/result/codes"))
                .hasSize(ErrorCode.values().length);
    }

    @Test
    void bashCompletes() throws IOException, InterruptedException {
        Path script = Files.writeString(
                directory.resolve("complete"),
                Invocation.of("completion", "bash").out()
                        + """
                        compopt() { :; }
                        COMP_WORDS=(culvert val); COMP_CWORD=1; COMP_LINE='culvert val'; COMP_POINT=${#COMP_LINE}
                        _complete_culvert
                        echo "${COMPREPLY[@]}"
                        """);

        Process bash = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("validate");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void fishIsToldOfEveryCommandAndOption() {
        assertThat(Invocation.of("completion", "fish").out())
                .contains(
                        "complete -c culvert -f -n '__fish_use_subcommand' -a validate -d ",
                        "complete -c culvert -n '__fish_seen_subcommand_from validate' -s o -l output -r -d ");
    }
}
