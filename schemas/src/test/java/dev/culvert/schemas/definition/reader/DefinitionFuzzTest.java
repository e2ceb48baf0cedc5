package dev.culvert.schemas.definition.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever is done to a definition, the reader reads it or says why not; it never fails in another way. */
class DefinitionFuzzTest {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        "\n",
        "  ",
        "\t",
        "\"",
        "'",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "|",
        ">",
        "?",
        "#",
        "%",
        "@",
        "---\n",
        "...\n",
        "<<: ",
        "~",
        "null",
        "true",
        "1e9",
        "0x1F",
        "${A}",
        "\u0000",
        "\uFEFF",
        "\u2028",
        "\uD83D\uDE00",
        "\uD800",
        ",",
        "10GB",
        "5s",
        "''",
        "-1",
        "99999999999999999999",
        ".nan",
        "tables",
        "\\",
        "*",
        "?.?"
    };

    private static final List<String> GOOD = List.of(
            DefinitionReaderTest.FULLEST,
            DefinitionReaderTest.SMALLEST,
            TwoServersReaderTest.MIGRATION,
            TwoServersReaderTest.REPLICATION);

    @Property(tries = 3000)
    void mutationsNeverFailOtherwise(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int mutations) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(GOOD.get(random.nextInt(GOOD.size())));
        for (int i = 0; i < mutations; i++) {
            mutate(text, random);
        }
        readOrRefuse(text.toString());
    }

    @Property(tries = 1000)
    void shuffledLinesNeverFailOtherwise(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> lines =
                new ArrayList<>(DefinitionReaderTest.FULLEST.lines().toList());
        for (int i = 0; i < 4; i++) {
            lines.add(random.nextInt(lines.size()), lines.remove(random.nextInt(lines.size())));
        }
        readOrRefuse(String.join("\n", lines));
    }

    @Property(tries = 1000)
    void anyTextNeverFailsOtherwise(@ForAll @StringLength(max = 200) String text) {
        readOrRefuse(text);
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(20));
        switch (random.nextInt(4)) {
            case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            case 1 -> text.delete(at, Math.min(end, text.length() - 1));
            case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            default -> text.setCharAt(at, (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536)));
        }
    }

    private static void readOrRefuse(String text) {
        try {
            DefinitionReader.read(text, "fuzz.yaml");
        } catch (CulvertException e) {
            assertThat(e.object()).startsWith("fuzz.yaml");
            assertThat(e.code() == ErrorCode.DEF_INVALID)
                    .isEqualTo(!e.findings().isEmpty());
            for (Finding finding : e.findings()) {
                assertThat(finding.object()).matches("(?s)fuzz\\.yaml:[1-9][0-9]*:[1-9][0-9]*.*");
                assertThat(finding.fact()).endsWith(".");
            }
        }
    }
}
