package dev.culvert.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Findings for programs. */
public final class Findings {
    private Findings() {}

    public static ArrayNode json(List<Finding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            array.addObject()
                    .put("code", finding.code().code())
                    .put("severity", word(finding.severity()))
                    .put("object", finding.object())
                    .put("fact", finding.fact())
                    .put("remedy", finding.remedy());
        }
        return array;
    }

    /** The same; what is to be done names this file. */
    public static List<Finding> naming(Path file, List<Finding> findings) {
        return findings.stream()
                .map(finding -> new Finding(
                        finding.code(),
                        finding.severity(),
                        finding.object(),
                        finding.fact(),
                        RunCommandText.of(finding.remedy(), file.toString())))
                .toList();
    }

    public static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
