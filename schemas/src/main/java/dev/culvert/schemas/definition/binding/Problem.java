package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;

/**
 * Something wrong in a document.
 *
 * @param path such as {@code source.tables[2].columns}; empty for the document itself
 * @param fact a sentence
 * @param remedy a sentence
 */
public record Problem(ErrorCode code, Location at, String path, String fact, String remedy) {

    /** @param source the name of the file */
    public Finding finding(String source) {
        String object = source + ":" + at + (path.isEmpty() ? "" : " " + path);
        return new Finding(code, Severity.ERROR, object, fact, remedy);
    }
}
