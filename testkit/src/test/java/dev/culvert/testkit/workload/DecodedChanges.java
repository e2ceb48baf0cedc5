package dev.culvert.testkit.workload;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.record.TableRecord.Origin;
import dev.culvert.testkit.record.TableRecord.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a slot of test_decoding holds, as changes: the WAL itself, without any pipeline. */
final class DecodedChanges {
    private static final Pattern LINE = Pattern.compile("(?s)table public\\.(\\w+): (INSERT|UPDATE|DELETE): (.*)");
    private static final Pattern KEY = Pattern.compile("writer\\[integer\\]:(\\d+) n\\[bigint\\]:(\\d+)");
    private static final Pattern TAG = Pattern.compile("tag\\[bigint\\]:(\\d+)");

    private DecodedChanges() {}

    static List<Change> of(PostgresDatabase database, String slot) {
        List<Change> changes = new ArrayList<>();
        long transaction = 0;
        for (List<String> row : database.query("SELECT data FROM pg_logical_slot_get_changes(?, NULL, NULL)", slot)) {
            String data = row.get(0);
            if (data.startsWith("BEGIN")) {
                transaction++;
            }
            Matcher line = LINE.matcher(data);
            if (line.matches()) {
                add(changes, transaction, line.group(1), line.group(2), line.group(3));
            }
        }
        return changes;
    }

    private static void add(List<Change> changes, long transaction, String table, String operation, String tuples) {
        Matcher key = KEY.matcher(tuples);
        if (!key.find()) {
            throw new AssertionError("no key in a change of " + table);
        }
        boolean keyChanged = operation.equals("UPDATE") && tuples.startsWith("old-key:");
        if (operation.equals("DELETE") || keyChanged) {
            changes.add(change(transaction, table, Operation.DELETE, key(key), Optional.empty()));
        }
        if (operation.equals("DELETE")) {
            return;
        }
        String newTuple = keyChanged ? tuples.substring(tuples.indexOf("new-tuple:")) : tuples;
        Matcher newKey = KEY.matcher(newTuple);
        Matcher tag = TAG.matcher(newTuple);
        if (!newKey.find() || !tag.find()) {
            throw new AssertionError("no tag in a change of " + table);
        }
        Row after = new Row(List.of("tag"), List.of(new Cell.Text(tag.group(1))));
        Operation made = operation.equals("UPDATE") && !keyChanged ? Operation.UPDATE : Operation.CREATE;
        changes.add(change(transaction, table, made, key(newKey), Optional.of(after)));
    }

    private static Row key(Matcher key) {
        return new Row(List.of("writer", "n"), List.of(new Cell.Text(key.group(1)), new Cell.Text(key.group(2))));
    }

    private static Change change(long transaction, String table, Operation operation, Row key, Optional<Row> after) {
        return new Change(
                new Place(table, 0, 0),
                Optional.of(key),
                operation,
                Optional.empty(),
                after,
                Set.of(),
                new Origin("public", table, 0, Optional.empty(), false, 0, transaction, 0),
                0);
    }
}
