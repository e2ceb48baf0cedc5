package dev.culvert.postgres.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region = 'eu'",
                "(a > 1) AND (b = ')')",
                "a = 'it''s ; -- /* ('",
                "a = E'\\'; drop'",
                "\"odd\"\" ; column\" = 1",
                "name = 'x\\'",
                "a - -1 > 0",
                "a->>'k' = '$1'",
            })
    void takesAnExpression(String text) {
        assertThat(FilterText.problem(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "true); DROP TABLE x; SELECT (1",
                "true) OR (true",
                "a = 1 -- comment",
                "a = 1 /* comment */",
                "a = 'open",
                "(a = 1",
                "a = 1; b",
                "a = E'\\' ) ; x",
                "a = name'\\'; drop table x; --'",
                "a = $$x$$",
                "a = 'x\0'",
            })
    void refusesWhatWouldLeaveItsParentheses(String text) {
        assertThat(FilterText.problem(text)).isPresent();
    }
}
