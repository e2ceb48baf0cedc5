package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/**
 * A row of COPY's text format. Splitting makes no objects; a text is made when it is asked for. One object for all rows of a
 * COPY, for one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2">COPY, Text Format</a>
 */
final class CopyRow implements RowCursor, RowImage {
    private static final int NULL = -1;

    private final TableSchema table;
    private final Lsn lsn;
    private final int[] starts;
    /** Length in the line, escapes and all; {@link #NULL} for a null. */
    private final int[] lengths;

    private final boolean[] escaped;
    private byte[] line = new byte[0];

    CopyRow(TableSchema table, Lsn lsn) {
        this.table = table;
        this.lsn = lsn;
        int columns = table.columns().size();
        this.starts = new int[columns];
        this.lengths = new int[columns];
        this.escaped = new boolean[columns];
    }

    /**
     * Takes the next line, with its line feed. The array is read until the next call.
     *
     * @throws CulvertException {@link ErrorCode#STREAM_PROTOCOL} if it has not as many fields as the table has columns
     */
    void read(byte[] newLine) {
        line = newLine;
        int end = newLine.length;
        if (end == 0 || newLine[end - 1] != '\n') {
            throw malformed("A line without a line feed of " + end + " bytes.");
        }
        end--;
        if (starts.length == 0) {
            if (end != 0) {
                throw malformed("A field where the table has no columns.");
            }
            return;
        }
        int column = 0;
        int start = 0;
        boolean escapes = false;
        for (int i = 0; i <= end; i++) {
            byte b = i == end ? (byte) '\t' : newLine[i];
            if (b == '\\') {
                escapes = true;
                i++;
            } else if (b == '\t') {
                if (column == starts.length) {
                    throw malformed("More fields than the table has columns.");
                }
                field(column, start, i - start, escapes);
                column++;
                start = i + 1;
                escapes = false;
            }
        }
        if (column != starts.length) {
            throw malformed(column + " fields.");
        }
    }

    private void field(int column, int start, int length, boolean escapes) {
        boolean isNull = length == 2 && line[start] == '\\' && line[start + 1] == 'N';
        starts[column] = start;
        lengths[column] = isNull ? NULL : length;
        escaped[column] = escapes;
    }

    @Override
    public ValueState state(int column) {
        return lengths[column] == NULL ? ValueState.NULL : ValueState.VALUE;
    }

    @Override
    public void utf8(int column, Utf8 into) {
        int length = lengths[column];
        if (length == NULL) {
            throw new IllegalStateException("column " + column + " is null");
        }
        if (escaped[column]) {
            unescape(starts[column], length, into);
        } else {
            into.set(line, starts[column], length);
        }
    }

    @Override
    public String text(int column) {
        Utf8 text = new Utf8();
        utf8(column, text);
        return text.toString();
    }

    private void unescape(int start, int length, Utf8 into) {
        byte[] plain = new byte[length];
        int n = 0;
        for (int i = start; i < start + length; i++) {
            byte b = line[i];
            if (b == '\\') {
                i++;
                b = unescape(line[i]);
            }
            plain[n++] = b;
        }
        into.set(plain, 0, n);
    }

    /** The server writes these and the backslash itself; it never writes a number. */
    private static byte unescape(byte b) {
        return switch (b) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0B;
            default -> b;
        };
    }

    private CulvertException malformed(String fact) {
        return new CulvertException(
                ErrorCode.STREAM_PROTOCOL,
                "table " + table.id(),
                "COPY sent a line that does not fit its " + starts.length + " columns. " + fact,
                Changed.NOTHING,
                "Report it, with the table's definition: this is a defect.");
    }

    @Override
    public TableSchema table() {
        return table;
    }

    @Override
    public Operation operation() {
        return Operation.READ;
    }

    @Override
    public Lsn lsn() {
        return lsn;
    }

    @Override
    public Before beforeKind() {
        return Before.NONE;
    }

    @Override
    public RowImage before() {
        throw new IllegalStateException("a row that was read has no old image");
    }

    @Override
    public RowImage after() {
        return this;
    }
}
