package dev.culvert.schemas.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.TableId;
import org.junit.jupiter.api.Test;

class RunCommandTextTest {
    private static final TableId ODD = new TableId("public", "it's $HOME * x.y");

    @Test
    void aShellTakesTheNameOfATableAsItIs() {
        assertThat(RunCommandText.anew(new TableId("public", "Orders_2")))
                .isEqualTo("culvert run FILE --resnapshot public.Orders_2");
        assertThat(RunCommandText.forgetting(ODD))
                .isEqualTo("culvert run FILE --forget 'public.\"it'\\''s $HOME * x.y\"'");
        assertThat(TablePattern.parse("public.\"it's $HOME * x.y\"")
                        .orElseThrow()
                        .exact())
                .contains(ODD);
    }

    @Test
    void theFileStandsInItsPlaceAndNowhereElse() {
        assertThat(RunCommandText.of(
                        "Mend FILE: culvert run FILE --adopt, culvert apply FILE. culvert init FILE",
                        "/my shop/$1.yaml"))
                .isEqualTo(
                        "Mend FILE: culvert run '/my shop/$1.yaml' --adopt, culvert apply '/my shop/$1.yaml'. culvert init FILE");
    }

    @Test
    void theTableStandsWhereItWasNotKnown() {
        assertThat(RunCommandText.ofTable("culvert run FILE --resnapshot TABLE.", new TableId("a", "TABLE")))
                .isEqualTo("culvert run FILE --resnapshot a.TABLE.");
    }
}
