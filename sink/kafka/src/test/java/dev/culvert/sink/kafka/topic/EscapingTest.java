package dev.culvert.sink.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EscapingTest {
    @Test
    void leavesPlainNamesAlone() {
        assertThat(Escaping.topicPart("Orders_2024-x")).isEqualTo("Orders_2024-x");
        assertThat(Escaping.avroName("Orders_2024")).isEqualTo("Orders_2024");
    }

    @Test
    void escapesWhatIsNotAllowed() {
        assertThat(Escaping.topicPart("a.b")).isEqualTo("a_x2e_b");
        assertThat(Escaping.topicPart("ünï😀")).isEqualTo("_xfc_n_xef__x1f600_");
        assertThat(Escaping.topicPart("a_x2e_b")).isEqualTo("a_x5f_x2e_b");
        assertThat(Escaping.avroName("1a-b")).isEqualTo("_x31_a_x2d_b");
        assertThat(Escaping.avroName("")).isEqualTo("_x_");
        assertThat(Escaping.avroField("__op")).isEqualTo("_x5f__op");
    }

    @Property(tries = 5000)
    void canBeUndoneSoThatNoTwoNamesBecomeOne(@ForAll("names") String name) {
        for (UnaryOperator<String> escaping : java.util.List.<UnaryOperator<String>>of(
                Escaping::topicPart, Escaping::avroName, Escaping::avroField)) {
            assertThat(undone(escaping.apply(name))).isEqualTo(name);
        }
        assertThat(Escaping.topicPart(name)).matches("[a-zA-Z0-9_-]*");
        assertThat(Escaping.avroName(name)).matches("[a-zA-Z_][a-zA-Z0-9_]*");
        assertThat(Escaping.avroField(name)).matches("[a-zA-Z_][a-zA-Z0-9_]*").doesNotStartWith("__");
    }

    private static String undone(String escaped) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < escaped.length(); ) {
            if (escaped.startsWith("_x", i)) {
                int end = escaped.indexOf('_', i + 2);
                if (end > i + 2) {
                    out.appendCodePoint(Integer.parseInt(escaped.substring(i + 2, end), 16));
                }
                i = end + 1;
            } else {
                out.append(escaped.charAt(i++));
            }
        }
        return out.toString();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("_x5f2eab0. -\"").ofMaxLength(10),
                Arbitraries.strings()
                        .withCharRange(' ', '\u07ff')
                        .withChars('_', 'x')
                        .ofMaxLength(10)
                        .map(text -> text.length() % 2 == 0 ? text + "😀" : text));
    }
}
