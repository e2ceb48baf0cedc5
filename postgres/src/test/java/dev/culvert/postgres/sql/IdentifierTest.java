package dev.culvert.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @Test
    void quotesAlwaysAndDoublesQuotes() {
        assertThat(Identifier.quote("orders")).isEqualTo("\"orders\"");
        assertThat(Identifier.quote("a\"b\"\"c")).isEqualTo("\"a\"\"b\"\"\"\"c\"");
        assertThat(QualifiedName.quote(new TableId("a.b", "C d"))).isEqualTo("\"a.b\".\"C d\"");
    }

    @Test
    void refusesWhatPostgresWouldNotKeep() {
        assertThatThrownBy(() -> new Identifier("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identifier("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identifier("a\ud800b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsBytesNotCharacters() {
        assertThat(new Identifier("x".repeat(63)).sql()).hasSize(65);
        assertThatThrownBy(() -> new Identifier("x".repeat(64))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Identifier("ü".repeat(31)).sql()).hasSize(33);
        assertThatThrownBy(() -> new Identifier("ü".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "a\\b", "a\\'b", "''", "\\"})
    void aLiteralMeansTheSameWithAndWithoutStandardStrings(String value) {
        String sql = Literal.quote(value);
        String body = sql.substring(sql.indexOf('\'') + 1, sql.length() - 1).replace("''", "'");
        boolean escapes = sql.startsWith(" E");
        assertThat(escapes).isEqualTo(value.contains("\\"));
        assertThat(escapes ? body.replace("\\\\", "\\") : body).isEqualTo(value);
    }

    @Test
    void aLiteralRefusesNul() {
        assertThatThrownBy(() -> Literal.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Literal.quoteInReplicationCommand("a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
