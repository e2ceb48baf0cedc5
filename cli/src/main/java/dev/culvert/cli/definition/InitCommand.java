package dev.culvert.cli.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert init [FILE]} */
@Command(name = "init", description = "Write a commented definition to begin with; never overwrites a file.")
public final class InitCommand extends Subcommand {
    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "pipeline",
            description = "What it defines: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Kind kind = Kind.PIPELINE;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The file to write; default: the kind with .yaml, such as pipeline.yaml.")
    private Optional<Path> given = Optional.empty();

    @Override
    protected Outcome execute(Terminal terminal) {
        String word = kind.word().toLowerCase(Locale.ROOT);
        Path file = given.orElse(Path.of(word + ".yaml"));
        String text = template(word).replace("NAME", nameFor(file, word));
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new CulvertException(
                    ErrorCode.FILE_EXISTS,
                    file.toString(),
                    "It is there already, and init never overwrites.",
                    Changed.NOTHING,
                    "culvert init ANOTHER-FILE",
                    e);
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.FILE_NOT_FOUND,
                    file.toString(),
                    "It cannot be written (" + e.getClass().getSimpleName() + ").",
                    Changed.NOTHING,
                    "Choose a directory that is there and may be written to.",
                    e);
        }
        return Outcome.of(
                JsonNodeFactory.instance.objectNode().put("file", file.toString()),
                List.of("wrote " + file),
                new NextStep("culvert validate " + file, "after editing it"));
    }

    private static String template(String kind) {
        try (InputStream in = InitCommand.class.getResourceAsStream("init-" + kind + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's own name where it can be that of a definition. */
    static String nameFor(Path file, String otherwise) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        return name.matches("[a-z]([a-z0-9-]{0,38}[a-z0-9])?") ? name : otherwise;
    }
}
