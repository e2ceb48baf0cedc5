package dev.culvert.cli.help;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code culvert version} */
@Command(name = "version", description = "Print the version, and those of the libraries that matter.")
public final class VersionCommand extends Subcommand {
    @Override
    protected Outcome execute(Terminal terminal) {
        Map<String, String> versions = new TreeMap<>(Versions.libraries());
        versions.put("java", System.getProperty("java.vm.version"));
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("culvert", Versions.culvert());
        List<String> text = new ArrayList<>(List.of("culvert " + Versions.culvert()));
        versions.forEach((name, version) -> {
            result.put(name, version);
            text.add("  " + name + " " + version);
        });
        return Outcome.of(result, text);
    }
}
