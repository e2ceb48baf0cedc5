package dev.culvert.schemas.definition.reader;

import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.binding.Problem;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionBinder;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.definition.declaration.Declaration;
import dev.culvert.schemas.definition.rule.Rules;
import dev.culvert.schemas.definition.yaml.YamlDocument;
import dev.culvert.schemas.definition.yaml.YamlException;
import dev.culvert.schemas.definition.yaml.YamlNode;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.nio.file.Path;
import java.util.List;

/** Reads definitions. Needs no connection, resolves no secret. Thread-safe. */
public final class DefinitionReader {
    private DefinitionReader() {}

    /**
     * The definition in a file. Relative paths in it begin at the file's directory.
     *
     * @throws CulvertException {@link ErrorCode#FILE_NOT_FOUND}, or as {@link #read(String, String)}
     */
    public static Definition read(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return read(DefinitionFile.text(file), file.toString(), directory);
    }

    /**
     * As {@link #read(Path)}, of one kind only.
     *
     * @throws CulvertException {@link ErrorCode#DEF_KIND} if it is of another
     */
    public static <T extends Definition> T read(Path file, Class<T> type) {
        return only(type, read(file), file.toString());
    }

    /**
     * The definition in a text. Relative paths in it stay relative.
     *
     * @param sourceName what messages call it
     * @throws CulvertException {@link ErrorCode#DEF_INVALID} with all its problems as findings, each with its own code; or, where
     *     nothing more can be told, {@link ErrorCode#DEF_SYNTAX}, {@link ErrorCode#DEF_LIMIT} or {@link ErrorCode#DEF_KIND}
     */
    public static Definition read(String text, String sourceName) {
        return read(text, sourceName, Path.of(""));
    }

    /**
     * As {@link #read(String, String)}, of one kind only.
     *
     * @throws CulvertException {@link ErrorCode#DEF_KIND} if it is of another
     */
    public static <T extends Definition> T read(String text, String sourceName, Class<T> type) {
        return only(type, read(text, sourceName), sourceName);
    }

    private static <T extends Definition> T only(Class<T> type, Definition definition, String source) {
        if (type.isInstance(definition)) {
            return type.cast(definition);
        }
        throw new CulvertException(
                ErrorCode.DEF_KIND,
                source,
                "Its kind is " + definition.kind() + ", and another one is wanted here.",
                Changed.NOTHING,
                "Give another file.");
    }

    /**
     * The definition in a text.
     *
     * @param source what it is called in messages
     * @param directory where relative paths in it begin
     * @throws CulvertException as {@link #read(Path)}
     */
    public static Definition read(String text, String source, Path directory) {
        YamlNode.Mapping root = root(text, source);
        Problems problems = new Problems();
        Kind kind = Header.check(root, problems, source);
        SectionView view = new SectionBinder(problems, directory, Header.defaultName(root))
                .bind(Declaration.of(kind), Header.without(root), "");
        Rules.check(kind, view, problems);
        List<Problem> found = problems.inOrder();
        if (!found.isEmpty()) {
            throw invalid(kind, source, found);
        }
        return view.record()
                .map(Definition.class::cast)
                .orElseThrow(() -> new IllegalStateException("a definition without problems could not be read"));
    }

    private static YamlNode.Mapping root(String text, String source) {
        try {
            YamlNode node = YamlDocument.read(text);
            if (node instanceof YamlNode.Mapping mapping) {
                return mapping;
            }
            throw stop(
                    ErrorCode.DEF_SYNTAX,
                    source + ":" + node.at(),
                    "A definition is a mapping, and this is " + node.describe() + ".");
        } catch (YamlException e) {
            throw stop(e.code(), source + ":" + e.at(), e.getMessage());
        }
    }

    private static CulvertException stop(ErrorCode code, String object, String fact) {
        return new CulvertException(
                code, object, fact, Changed.NOTHING, "culvert init FILE writes a definition to begin with.");
    }

    private static CulvertException invalid(Kind kind, String source, List<Problem> problems) {
        List<Finding> findings =
                problems.stream().map(problem -> problem.finding(source)).toList();
        return CulvertException.of(
                ErrorCode.DEF_INVALID,
                source,
                findings.size() == 1 ? "It has one problem." : "It has " + findings.size() + " problems.",
                Changed.NOTHING,
                "Mend each; " + kind.page() + " lists all keys.",
                findings);
    }
}
