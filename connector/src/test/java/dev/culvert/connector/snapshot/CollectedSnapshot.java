package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps every row of a snapshot as its texts; SQL's null is a null element. */
public final class CollectedSnapshot implements SnapshotHandler {
    private final Map<TableId, ConcurrentLinkedQueue<List<String>>> rows = new ConcurrentHashMap<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger workers = new AtomicInteger();

    @Override
    public Worker worker() {
        workers.incrementAndGet();
        Thread owner = Thread.currentThread();
        return row -> {
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException("a worker's rows come on one thread");
            }
            accept(row);
        };
    }

    private void accept(RowCursor row) {
        RowImage image = row.after();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < row.table().columns().size(); i++) {
            texts.add(image.state(i) == ValueState.NULL ? null : image.text(i));
        }
        rows.get(row.table().id()).add(texts);
    }

    @Override
    public void tableStarted(TableSchema table, long estimatedRows, long estimatedBytes) {
        rows.put(table.id(), new ConcurrentLinkedQueue<>());
        events.add("start " + table.id());
    }

    @Override
    public void tableDone(TableId table, long count) {
        events.add("done " + table + " " + count);
    }

    public List<List<String>> rows(TableId table) {
        return List.copyOf(rows.get(table).stream().toList());
    }

    public List<String> events() {
        return List.copyOf(events);
    }

    public int workers() {
        return workers.get();
    }
}
