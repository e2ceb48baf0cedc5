package dev.culvert.migration.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionTextTest {
    @Test
    void namesBeforeDotsDoNotCount() {
        assertThat(normalised("query  SELECT t.id, \"a b\".\"C\"\n   FROM app.t;"))
                .isEqualTo("query SELECT id, \"C\" FROM t;");
    }

    @Test
    void stringsAndNumbersStay() {
        assertThat(normalised("query SELECT 'a.b ''c.d' || t.x, 1.5, t.*"))
                .isEqualTo("query SELECT 'a.b ''c.d' || x, 1.5, *");
    }

    @Test
    void otherFactsStayAsTheyAre() {
        assertThat(normalised("default nextval('a.b'::regclass)")).isEqualTo("default nextval('a.b'::regclass)");
    }

    private static String normalised(String fact) {
        return DefinitionText.normalised(List.of(fact)).get(0);
    }
}
