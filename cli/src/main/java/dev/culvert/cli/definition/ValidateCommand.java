package dev.culvert.cli.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code culvert validate FILE...} */
@Command(name = "validate", description = "Check definitions; needs no connection.")
public final class ValidateCommand extends Subcommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Definitions.")
    private List<Path> files = List.of();

    @Override
    protected Outcome execute(Terminal terminal) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode seen = result.putArray("files");
        List<String> text = new ArrayList<>();
        List<CulvertException> failures = new ArrayList<>();
        for (Path file : files) {
            ObjectNode entry = seen.addObject().put("file", file.toString());
            try {
                Definition definition = DefinitionReader.read(file);
                entry.put("valid", true).put("kind", definition.kind().word()).put("name", definition.name());
                text.add(file + ": valid");
            } catch (CulvertException e) {
                entry.put("valid", false).putNull("kind").putNull("name");
                failures.add(e);
            }
        }
        if (failures.isEmpty()) {
            return Outcome.of(
                    result, text, new NextStep("culvert doctor " + files.get(0), "check the servers that it names"));
        }
        return Outcome.of(result, text).failed(failures.size() == 1 ? failures.get(0) : all(failures));
    }

    private static CulvertException all(List<CulvertException> failures) {
        List<Finding> findings =
                failures.stream().flatMap(ValidateCommand::findings).toList();
        return CulvertException.of(
                ErrorCode.DEF_INVALID,
                failures.size() + " files",
                "They have " + findings.size() + " problems.",
                Changed.NOTHING,
                "Mend each; docs/definition.md, and its kin of the other kinds, list all keys.",
                findings);
    }

    private static Stream<Finding> findings(CulvertException failure) {
        return failure.findings().isEmpty()
                ? Stream.of(
                        new Finding(failure.code(), Severity.ERROR, failure.object(), failure.fact(), failure.remedy()))
                : failure.findings().stream();
    }
}
