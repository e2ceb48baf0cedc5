package dev.culvert.schemas.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablePatternTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "public.orders, public, orders, true",
                "public.orders, public, orders2, false",
                "public.*, public, orders, true",
                "public.*, Public, orders, false",
                "*.*, any, thing, true",
                "public.o*s, public, orders, true",
                "public.o*s, public, orderst, false",
                "public.order?, public, orders, true",
                "public.order?, public, order, false",
                "public.*a*b, public, xaxxb, true",
                "public.Orders, public, orders, false",
                "public.\"a*\", public, a*, true",
                "public.\"a*\", public, abc, false",
                "\"a.b\".c, a.b, c, true",
                "a.\"b.c\", a, b.c, true",
                "a.\"b\"\"c\", a, b\"c, true",
                "a_c.d, abc, d, false",
                "pub%.d, public, d, false",
                "public.ünï*, public, ünïcode, true",
                "public.o?, public, o😀, true",
                "public.o?, public, o😀x, false",
                "public.[a-z], public, a, false",
                "public.\\d, public, \\d, true",
                "public.*, publicx, orders, false",
                "\"a.b\".\"c\"\"d\", a.b, c\"d, true"
            })
    void matches(String pattern, String schema, String table, boolean expected) {
        assertThat(TablePattern.parse(pattern).orElseThrow().matches(new TableId(schema, table)))
                .isEqualTo(expected);
    }

    @Test
    void aGlobTakesLineBreaksToo() {
        assertThat(TablePattern.parse("public.a*b").orElseThrow().matches(new TableId("public", "a\n\nb")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "orders", "a.b.c", ".b", "a.", "a. b", "a.\"b", "a.\"\"", "\"\".b", "a\"b\".c", "\"a\"x.b"})
    void refuses(String text) {
        assertThat(TablePattern.parse(text)).isEmpty();
    }

    @Test
    void knowsTheOneTableThatItMeans() {
        assertThat(TablePattern.parse("a.\"B c\"").orElseThrow().exact()).contains(new TableId("a", "B c"));
        assertThat(TablePattern.parse("a.*").orElseThrow().exact()).isEqualTo(Optional.empty());
    }

    @Test
    void quotedAndUnquotedAreTheSame() {
        assertThat(TablePattern.parse("\"a\".\"b\"")).isEqualTo(TablePattern.parse("a.b"));
        assertThat(TablePattern.parse("a.\"*\"")).isNotEqualTo(TablePattern.parse("a.*"));
        assertThat(TablePattern.parse("a.\"*\"").orElseThrow()).hasToString("a.\"*\"");
    }

    @Test
    void manyStarsTakeNoLongTime() {
        TablePattern pattern = TablePattern.parse("a." + "*a".repeat(500) + "b").orElseThrow();

        assertThat(Assertions.assertTimeout(
                        Duration.ofSeconds(5), () -> pattern.matches(new TableId("a", "a".repeat(5_000)))))
                .isFalse();
    }
}
