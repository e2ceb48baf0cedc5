package dev.culvert.testkit.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Cell.Array;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayLiteralTest {
    private static final Cell NULL = Cell.Null.NULL;

    @Test
    void readsEveryForm() {
        assertThat(parse("{}")).isEqualTo(new Array(List.of(), List.of(), List.of()));
        assertThat(parse("{NULL,\"NULL\",\"\",a b,\"q\\\"q\",\"b\\\\s\",\"{x}\",\"a,b\"}"))
                .isEqualTo(new Array(
                        List.of(1),
                        List.of(8),
                        List.of(
                                NULL,
                                text("NULL"),
                                text(""),
                                text("a b"),
                                text("q\"q"),
                                text("b\\s"),
                                text("{x}"),
                                text("a,b"))));
        assertThat(parse("{{1,2},{3,NULL}}"))
                .isEqualTo(new Array(List.of(1, 1), List.of(2, 2), List.of(text("1"), text("2"), text("3"), NULL)));
        assertThat(parse("[-1:0][5:6]={{1,2},{3,4}}"))
                .isEqualTo(
                        new Array(List.of(-1, 5), List.of(2, 2), List.of(text("1"), text("2"), text("3"), text("4"))));
        assertThat(ArrayLiteral.parse("{(1,2),(0,0);(3,4),(1,1)}", ';').elements())
                .containsExactly(text("(1,2),(0,0)"), text("(3,4),(1,1)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2 3", "{1", "{1}x", "{\"a}"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Array parse(String text) {
        return ArrayLiteral.parse(text, ',');
    }

    private static Cell text(String text) {
        return new Cell.Text(text);
    }
}
