package dev.culvert.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    private static final CulvertException LOST = new CulvertException(
            ErrorCode.SLOT_LOST,
            "slot \"culvert_shop\" on db:5432/shop",
            "The server removed WAL that this slot needs (wal_status=lost, restart_lsn 1A/3C000060).",
            Changed.NOTHING,
            "culvert destroy shop.yaml, then culvert run shop.yaml    (recopies 12 tables, about 41 GB)");

    private static ErrorText text(boolean terminal, Map<String, String> environment) {
        return new ErrorText(Style.of(terminal, environment));
    }

    @Test
    void hasTheFormThatIsPromised() {
        assertThat(text(false, Map.of()).lines(LOST))
                .containsExactly(
                        "error CV-SLOT-LOST  slot \"culvert_shop\" on db:5432/shop",
                        "  The server removed WAL that this slot needs (wal_status=lost, restart_lsn 1A/3C000060).",
                        "  Nothing was changed.",
                        "  To mend: culvert destroy shop.yaml, then culvert run shop.yaml    (recopies 12 tables, about 41 GB)",
                        "  culvert explain CV-SLOT-LOST");
    }

    @Test
    void laterLinesOfARemedyStandUnderTheFirst() {
        CulvertException error = new CulvertException(
                ErrorCode.PG_WAL_LEVEL, "db", "a\nb", Changed.NOTHING, "ALTER SYSTEM SET x;\nand restart");

        assertThat(text(false, Map.of()).lines(error))
                .contains("  a", "  b", "  To mend: ALTER SYSTEM SET x;", "           and restart");
    }

    @Test
    void coloursOnlyWhereAPersonLooksAndDoesNotObject() {
        assertThat(text(true, Map.of("TERM", "xterm")).lines(LOST).get(0)).contains("\u001B[31;1m");
        assertThat(text(true, Map.of("TERM", "xterm", "NO_COLOR", "1"))
                        .lines(LOST)
                        .get(0))
                .doesNotContain("\u001B");
        assertThat(text(true, Map.of("TERM", "dumb")).lines(LOST).get(0)).doesNotContain("\u001B");
        assertThat(text(false, Map.of("TERM", "xterm")).lines(LOST).get(0)).doesNotContain("\u001B");
    }

    @Test
    void aTableCannotSteerTheTerminal() {
        CulvertException error = new CulvertException(
                ErrorCode.TABLE_KIND, "table public.\"\u001B[2Jx\"", "\u0007\u202E", Changed.NOTHING, "\u009B");

        assertThat(String.join("\n", text(false, Map.of()).lines(error)))
                .contains("\\u001B[2Jx", "\\u0007\\u202E", "\\u009B")
                .matches("[\\x20-\\x7E\n]*");
    }
}
