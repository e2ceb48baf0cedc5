package dev.culvert.schemas.definition.yaml;

import dev.culvert.schemas.error.ErrorCode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads one YAML document from a text. It builds on the parser's events, not on a loader: no object is ever made from a tag,
 * and a limit is noticed at the event that passes it, before anything grows.
 */
public final class YamlDocument {
    /** Characters of a document. */
    public static final int MAX_SIZE = 1024 * 1024;

    /** Mappings and lists inside each other. */
    public static final int MAX_DEPTH = 50;

    private static final Pattern QUOTING =
            Pattern.compile("[,;:]? but (found|got)\\b.*| handle\\b.*|: 0.*", Pattern.DOTALL);

    private final Iterator<Event> events;

    private YamlDocument(Iterator<Event> events) {
        this.events = events;
    }

    /**
     * The tree of a text that holds exactly one document.
     *
     * @throws YamlException if it is no YAML, is empty, or passes a limit; aliases are not taken at all
     */
    public static YamlNode read(String text) throws YamlException {
        Location start = new Location(1, 1);
        if (text.length() > MAX_SIZE) {
            throw new YamlException(
                    ErrorCode.DEF_LIMIT,
                    start,
                    "It has " + text.length() + " characters; at most " + MAX_SIZE + " are read.");
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_SIZE);
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            return new YamlDocument(
                            new Yaml(options).parse(new StringReader(text)).iterator())
                    .document();
        } catch (MarkedYAMLException e) {
            throw new YamlException(ErrorCode.DEF_SYNTAX, at(e), syntax(e));
        } catch (ReaderException e) {
            throw new YamlException(
                    ErrorCode.DEF_SYNTAX,
                    locate(text, e.getPosition()),
                    "The character U+%04X is not allowed in YAML.".formatted(e.getCodePoint()));
        } catch (
                YAMLException
                        e) { // what the library throws besides, such as a bad escape; its text may quote the document
            throw new YamlException(ErrorCode.DEF_SYNTAX, start, "It is not YAML.");
        }
    }

    private YamlNode document() throws YamlException {
        events.next(); // the start of the stream
        Event first = events.next();
        if (first instanceof StreamEndEvent) {
            throw new YamlException(ErrorCode.DEF_SYNTAX, at(first), "It is empty.");
        }
        YamlNode root = node(events.next(), 1);
        events.next(); // the end of the document
        Event next = events.next();
        if (next instanceof DocumentStartEvent) {
            throw new YamlException(
                    ErrorCode.DEF_SYNTAX, at(next), "A second document begins here; a file holds one definition.");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) throws YamlException {
        Location at = at(event);
        if (event instanceof AliasEvent) {
            throw new YamlException(ErrorCode.DEF_LIMIT, at, "Aliases (*name) are not taken: write it out.");
        }
        if (depth > MAX_DEPTH) {
            throw new YamlException(ErrorCode.DEF_LIMIT, at, "It is nested more than " + MAX_DEPTH + " levels deep.");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), at);
            ScalarKind kind = scalar.isPlain() ? ScalarKind.ofPlain(scalar.getValue()) : ScalarKind.TEXT;
            return new YamlNode.Scalar(at, scalar.getValue(), kind);
        }
        if (event instanceof SequenceStartEvent sequence) {
            refuseTag(sequence.getTag(), at);
            return new YamlNode.Sequence(at, items(depth));
        }
        refuseTag(((MappingStartEvent) event).getTag(), at);
        return mapping(at, depth);
    }

    private List<YamlNode> items(int depth) throws YamlException {
        List<YamlNode> items = new ArrayList<>();
        for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
            items.add(node(next, depth + 1));
        }
        return items;
    }

    private YamlNode mapping(Location at, int depth) throws YamlException {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        List<YamlNode.Duplicate> duplicates = new ArrayList<>();
        for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
            YamlNode key = node(next, depth + 1);
            if (!(key instanceof YamlNode.Scalar name)) {
                throw new YamlException(
                        ErrorCode.DEF_TYPE, key.at(), "A key must be text, and here it is " + key.describe() + ".");
            }
            YamlNode value = node(events.next(), depth + 1);
            YamlNode.Entry former = entries.putIfAbsent(name.text(), new YamlNode.Entry(key.at(), name.text(), value));
            if (former != null) {
                duplicates.add(new YamlNode.Duplicate(key.at(), name.text(), former.at()));
            }
        }
        return new YamlNode.Mapping(at, entries, duplicates);
    }

    private static void refuseTag(String tag, Location at) throws YamlException {
        if (tag != null) {
            throw new YamlException(ErrorCode.DEF_SYNTAX, at, "Tags (!name) are not taken.");
        }
    }

    private static Location at(Event event) {
        return at(event.getStartMark());
    }

    private static Location at(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        return mark == null ? new Location(1, 1) : at(mark);
    }

    private static Location at(Mark mark) {
        return new Location(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Location locate(String text, int codePoints) {
        int line = 1;
        int column = 1;
        int offset = 0;
        for (int i = 0; i < codePoints && offset < text.length(); i++) {
            int codePoint = text.codePointAt(offset);
            offset += Character.charCount(codePoint);
            column = codePoint == '\n' ? 1 : column + 1;
            line = codePoint == '\n' ? line + 1 : line;
        }
        return new Location(line, column);
    }

    /** The parser's own words name the construct; what they quote of the document is cut off (I12). */
    private static String syntax(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "it is not YAML" : e.getProblem();
        String words = QUOTING.matcher(problem).replaceFirst("");
        String context = e.getContext() == null ? "" : ", " + e.getContext();
        return "YAML: " + words + context + ".";
    }
}
