package dev.culvert.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsStandUnderTheirTitles() {
        assertThat(new TextTable("NAME", "N").row("a", "1").row("longer", "-").lines())
                .containsExactly("NAME    N", "a       1", "longer  -");
    }
}
