package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.copy.CopyRows;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.sink.flink.record.Change;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keys of rows that go from a table, or get another one: the table of the session's own that they are brought to. Of no columns while none has come. */
final class KeyStage {
    private final TargetTable target;
    private final String name;
    private final List<String> key;

    /** @param name of the session's table @param key names of the columns */
    KeyStage(TargetTable target, String name, List<String> key) {
        this.target = target;
        this.name = name;
        this.key = key;
    }

    /** The name of the session's table. */
    String name() {
        return name;
    }

    /** How many columns it has, 0 before the first key. */
    int width() {
        return key.size();
    }

    boolean is(List<String> names) {
        return names.equals(key);
    }

    /** What a new table of the session has, of the target's. */
    String list() {
        return IntStream.range(0, width())
                .mapToObj(i -> Identifier.quote(key.get(i)) + " AS " + RowStage.place(i))
                .collect(Collectors.joining(", "));
    }

    String copyInto() {
        return "COPY " + name + " FROM STDIN";
    }

    /** @param rows what is known of the table's rows @return how many values */
    int values(CopyRows out, Change change, RowStage rows) {
        List<String> values = change.recordKey().values();
        for (int i = 0; i < values.size(); i++) {
            out.value(rows.isTyped() ? values.get(i) : rows.bytesAsText(key.get(i), values.get(i)));
        }
        return values.size();
    }

    String delete() {
        return delete(name);
    }

    /** @param keys a table or a query, in SQL */
    String delete(String keys) {
        return "DELETE FROM " + target.sql() + " AS t USING " + keys + " AS s WHERE " + sameKey();
    }

    /** That {@code s} has the key of {@code t}, the target. */
    String sameKey() {
        return IntStream.range(0, width())
                .mapToObj(i -> "t." + Identifier.quote(key.get(i)) + " = s." + RowStage.place(i))
                .collect(Collectors.joining(" AND "));
    }
}
