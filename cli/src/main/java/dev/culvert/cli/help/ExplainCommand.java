package dev.culvert.cli.help;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.TextTable;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.ErrorPages;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code culvert explain [CODE]} */
@Command(name = "explain", description = "Print what an error means and how to mend it; without a code, list all.")
public final class ExplainCommand extends Subcommand {
    @Parameters(paramLabel = "CODE", arity = "0..1", description = "Such as CV-SLOT-LOST.")
    private Optional<String> code = Optional.empty();

    @Override
    protected Outcome execute(Terminal terminal) {
        return code.map(ExplainCommand::explain).orElseGet(ExplainCommand::list);
    }

    private static Outcome explain(String given) {
        ErrorCode code = ErrorCode.find(given)
                .or(() -> ErrorCode.find("CV-" + given))
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.USAGE,
                        "culvert explain",
                        "There is no such code.",
                        Changed.NOTHING,
                        "culvert explain    lists all codes"));
        String page = ErrorPages.page(code);
        return Outcome.of(entry(code).put("page", page), page.lines().toList());
    }

    private static Outcome list() {
        TextTable table = new TextTable("CODE", "EXIT", "MEANING");
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode codes = result.putArray("codes");
        Arrays.stream(ErrorCode.values()).forEach(code -> {
            table.row(code.code(), String.valueOf(code.category().exitCode()), code.summary());
            codes.add(entry(code));
        });
        return Outcome.of(result, table.lines());
    }

    private static ObjectNode entry(ErrorCode code) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", code.code())
                .put("category", code.category().name().toLowerCase(Locale.ROOT))
                .put("exitCode", code.category().exitCode())
                .put("summary", code.summary());
    }
}
