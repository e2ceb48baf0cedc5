package dev.culvert.postgres.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "public.orders|public|orders|true",
                "public.orders|public|Orders|false",
                "public.*|public|orders|true",
                "public.*|publicx|orders|false",
                "pub*.o?ders|public|orders|true",
                "*.*|a.b|c\"d|true",
                "public.a_c|public|abc|false",
                "public.a%|public|abc|false",
                "public.[a-z]|public|a|false",
                "public.\\d|public|\\d|true",
                "\"a.b\".\"c\"\"d\"|a.b|c\"d|true",
                "public.\"*\"|public|*|true",
                "public.\"*\"|public|x|false",
                "public.o?|public|o😀|true",
            })
    void matches(String pattern, String schema, String name, boolean expected) {
        assertThat(TablePattern.parse(pattern).matches(new TableId(schema, name)))
                .isEqualTo(expected);
    }

    @Test
    void aWildcardTakesLineBreaksToo() {
        assertThat(TablePattern.parse("public.a*b").matches(new TableId("public", "a\n\nb")))
                .isTrue();
    }

    @Test
    void knowsWhatItNames() {
        assertThat(TablePattern.parse("\"A.b\".\"x*\"").literal()).contains(new TableId("A.b", "x*"));
        assertThat(TablePattern.parse("a.x*").literal()).isEmpty();
        assertThat(TablePattern.parse("a?.x").literal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders", "a.b.c", "a.", ".b", "\"a.b", "\"\".b", "a\"b\".c", "\"a\"b.c"})
    void refusesWhatIsNoTable(String pattern) {
        assertThatThrownBy(() -> TablePattern.parse(pattern))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEF_VALUE));
    }
}
