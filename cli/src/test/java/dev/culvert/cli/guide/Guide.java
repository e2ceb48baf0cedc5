package dev.culvert.cli.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in docs/ with blocks of commands and their output. */
record Guide(Path file, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```\\n\\$ (.+)\\n((?:(?!```).*\\n)*)```$");

    static Guide read(Path file) throws IOException {
        return new Guide(file, Files.readString(file));
    }

    /** In the order of the page. */
    List<GuideBlock> blocks() {
        List<GuideBlock> blocks = new ArrayList<>();
        BLOCK.matcher(text).results().forEach(found -> blocks.add(block(found)));
        return blocks;
    }

    private static GuideBlock block(MatchResult found) {
        return new GuideBlock(found.group(1), found.group(2).lines().toList());
    }

    /** The first block in a language that contains a text. */
    String code(String language, String part) {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(code -> code.contains(part))
                .findFirst()
                .orElseThrow();
    }

    /** Writes the page anew with other blocks, as many as it has. */
    void write(List<GuideBlock> renewed) throws IOException {
        Matcher matcher = BLOCK.matcher(text);
        Iterator<GuideBlock> next = renewed.iterator();
        Files.writeString(
                file,
                matcher.replaceAll(found -> Matcher.quoteReplacement(next.next().text())));
    }
}
