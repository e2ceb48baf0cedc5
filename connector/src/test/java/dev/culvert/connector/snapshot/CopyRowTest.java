package dev.culvert.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyRowTest {

    private static CopyRow row(int columns) {
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            all.add(new Column("c" + i, ColumnType.base(25, -1, "text"), true, Optional.empty()));
        }
        TableSchema table = new TableSchema(new TableId("public", "t"), 1, all, List.of(), ReplicaIdentity.FULL, 1);
        return new CopyRow(table, Lsn.parse("0/1"));
    }

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void textsOfARow() {
        CopyRow row = row(4);
        row.read(line("1\ta\\tb\\\\c\\nd\t\\N\t\n"));
        assertThat(row.text(0)).isEqualTo("1");
        assertThat(row.text(1)).isEqualTo("a\tb\\c\nd");
        assertThat(row.state(2)).isEqualTo(ValueState.NULL);
        assertThat(row.state(3)).isEqualTo(ValueState.VALUE);
        assertThat(row.text(3)).isEmpty();
        assertThatThrownBy(() -> row.text(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyEscapeThatTheServerWrites() {
        CopyRow row = row(1);
        row.read(line("\\b\\f\\n\\r\\t\\v\\\\\\N\u00fc\ud83d\ude00\n"));
        assertThat(row.text(0)).isEqualTo("\b\f\n\r\t\u000b\\N\u00fc\ud83d\ude00");
    }

    @Test
    void theTextBackslashNIsNotNull() {
        CopyRow row = row(1);
        row.read(line("\\\\N\n"));
        assertThat(row.state(0)).isEqualTo(ValueState.VALUE);
        assertThat(row.text(0)).isEqualTo("\\N");
    }

    @Test
    void aRowIsForgottenWithTheNext() {
        CopyRow row = row(2);
        row.read(line("\\N\ta\\tb\n"));
        row.read(line("x\ty\n"));
        assertThat(row.text(0)).isEqualTo("x");
        assertThat(row.text(1)).isEqualTo("y");
    }

    @Test
    void aTableWithoutColumns() {
        CopyRow row = row(0);
        row.read(line("\n"));
        refused(row, "1\n");
    }

    @Test
    void anotherNumberOfFieldsIsRefusedWithoutTheirValues() {
        refused(row(2), "secret\n");
        refused(row(2), "secret\tb\tc\n");
        refused(row(2), "secret\tb");
        refused(row(2), "");
    }

    private static void refused(CopyRow row, String line) {
        assertThatThrownBy(() -> row.read(line(line))).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STREAM_PROTOCOL);
            assertThat(e.getMessage()).doesNotContain("secret");
        });
    }
}
