package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.copy.CopyRows;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of one shape on their way into a table: the table of the session's own that they are brought to, with columns {@code c0} and so on and, in
 * {@code kept}, which values stay; and the statements that take them from there. Of no columns while no row has come.
 */
final class RowStage {
    private final TargetTable target;
    private final String name;
    private final Columns columns;
    private final List<String> key;
    private final boolean typed;

    /** @param name of the session's table */
    RowStage(TargetTable target, String name, Columns columns, List<String> key) {
        this.target = target;
        this.name = name;
        this.columns = columns;
        this.key = key;
        this.typed = columns.list().stream().allMatch(column -> column.type().isPresent());
    }

    /** The name of the session's table. */
    String name() {
        return name;
    }

    /** How many columns a row has, 0 before the first. */
    int width() {
        return columns.size();
    }

    boolean is(Columns wanted, List<String> keyNames) {
        return wanted.equals(columns) && keyNames.equals(key);
    }

    /** Whether records say of which type each column is. */
    boolean isTyped() {
        return typed && width() > 0;
    }

    /** Whether rows have no columns but those of the key: then no value ever stays. */
    boolean isKeyOnly() {
        return key.size() == width();
    }

    /** What a new table of the session has, of the target's. */
    String list() {
        return "''::pg_catalog.text AS kept, " + all(i -> column(i) + " AS " + place(i));
    }

    String copyInto() {
        return "COPY " + name + " FROM STDIN";
    }

    /** Past it, into the table itself. */
    String copyIntoTarget() {
        return "COPY " + target.sql() + " (" + all(this::column) + ") FROM STDIN";
    }

    /** @param staged whether it begins with which columns stay */
    void row(CopyRows rows, Change change, boolean staged) {
        if (staged) {
            rows.value(change.unchanged().isEmpty() ? null : flags(change));
        }
        values(rows, change);
        rows.endRow();
    }

    void values(CopyRows rows, Change change) {
        if (typed) {
            change.copy(rows.text());
        } else {
            String[] values = change.values();
            for (int i = 0; i < values.length; i++) {
                rows.value(bytesAsText(columns.list().get(i).name(), values[i]));
            }
        }
    }

    /** JSON has bytes in base 64, and does not tell. */
    String bytesAsText(String column, String value) {
        return value != null && target.isBytes(column)
                ? "\\x" + HexFormat.of().formatHex(Base64.getDecoder().decode(value))
                : value;
    }

    /** What to do if the row is not there, and one digit for each column: 1 where it stays. */
    String flags(Change change) {
        StringBuilder flags = new StringBuilder(width() + 1).append(letter(change.absent()));
        for (int i = 0; i < width(); i++) {
            flags.append(change.unchanged().get(i) ? '1' : '0');
        }
        return flags.toString();
    }

    static char letter(Change.Absent absent) {
        return absent.name().charAt(0);
    }

    /** Of rows that have all values. */
    String upsert() {
        return upsert("kept IS NULL", name);
    }

    /** @param which of the rows @param rows a table or a query, in SQL */
    String upsert(String which, String rows) {
        String sets = sets();
        return insert(which, rows) + (sets.isEmpty() ? " DO NOTHING" : " DO UPDATE SET " + sets);
    }

    /** Of rows that keep values. */
    String update() {
        return update(name);
    }

    /** @param rows a table or a query, in SQL */
    String update(String rows) {
        String sets = others().mapToObj(i -> column(i) + " = CASE pg_catalog.substr(s.kept, " + (i + 2)
                        + ", 1) WHEN '1' THEN t." + column(i) + " ELSE s." + place(i) + " END")
                .collect(Collectors.joining(", "));
        return "UPDATE " + target.sql() + " AS t SET " + sets + " FROM " + rows + " AS s WHERE s.kept IS NOT NULL AND "
                + sameKey();
    }

    /** Of rows that keep values and are not there: of what was never there, a copy that is under way brings the rest. */
    String insertAbsent() {
        return insert(isLetter(Change.Absent.INSERT), name) + " DO NOTHING";
    }

    /** Whether a row is not there that has to be: {@code lacks}. */
    String lacks() {
        return "SELECT EXISTS (SELECT FROM " + name + " AS s WHERE " + isLetter(Change.Absent.REFUSE)
                + " AND NOT EXISTS (SELECT FROM " + target.sql() + " AS t WHERE " + sameKey() + ")) AS lacks";
    }

    /** The row under its new key gets what the change did not touch. @param old the key that it had */
    String completeFrom(KeyStage old, Change to) {
        String kept = to.unchanged().stream()
                .mapToObj(i -> place(i) + " = t." + column(i))
                .collect(Collectors.joining(", "));
        return "UPDATE " + name + " AS n SET " + kept + " FROM " + target.sql() + " AS t, " + old.name()
                + " AS s WHERE " + old.sameKey();
    }

    private static String isLetter(Change.Absent absent) {
        return "pg_catalog.substr(kept, 1, 1) = '" + letter(absent) + "'";
    }

    private String insert(String which, String rows) {
        return "INSERT INTO " + target.sql() + " (" + all(this::column) + ") OVERRIDING SYSTEM VALUE SELECT "
                + all(RowStage::place)
                + " FROM " + rows + " AS s"
                + " WHERE " + which + " ON CONFLICT ("
                + key.stream().map(Identifier::quote).collect(Collectors.joining(", ")) + ")";
    }

    private String sets() {
        return others().mapToObj(i -> column(i) + " = EXCLUDED." + column(i)).collect(Collectors.joining(", "));
    }

    private String sameKey() {
        return key.stream()
                .map(each -> "t." + Identifier.quote(each) + " = s." + place(columns.indexOf(each)))
                .collect(Collectors.joining(" AND "));
    }

    /** Columns that are not of the key. */
    private IntStream others() {
        return IntStream.range(0, width())
                .filter(i -> !key.contains(columns.list().get(i).name()));
    }

    private String all(IntFunction<String> form) {
        return IntStream.range(0, width()).mapToObj(form).collect(Collectors.joining(", "));
    }

    private String column(int i) {
        return Identifier.quote(columns.list().get(i).name());
    }

    static String place(int i) {
        return "c" + i;
    }
}
