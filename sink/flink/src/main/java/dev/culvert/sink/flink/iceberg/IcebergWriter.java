package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.source.Restarts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Gathers changes, and at each checkpoint commits those of whole transactions: table by table, then how far all of them are. Tables that were
 * committed when something dies in between pass over what comes again. On the thread of its task.
 */
final class IcebergWriter implements SinkWriter<PipelineElement> {
    private static final int OPEN_CHANGES = 100_000;

    private final IcebergTarget target;
    private final PipelineTopics topics;
    private final RecordReader reader;
    private final LakeTables tables;
    /** Of the transaction that is not whole yet. */
    private final List<Row> open = new ArrayList<>();

    private final Map<Place, Long> openReach = new TreeMap<>();
    /** How far what is whole reaches, beyond what is committed. */
    private final Map<Place, Long> reached = new TreeMap<>();

    private Optional<PipelineElement.Commit> last = Optional.empty();
    /** Whether a part of the open transaction is in the tables' files already. */
    private boolean spilled;

    /** A change of a table. */
    private record Row(LakeTable table, String topic, Change change) {}

    IcebergWriter(IcebergTarget target, PipelineTopics topics) {
        this.target = target;
        this.topics = topics;
        this.reader = topics.recordReader();
        this.tables = LakeTables.open(target, topics);
    }

    @Override
    public void write(PipelineElement element, Context context) {
        try {
            take(element);
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private void take(PipelineElement element) {
        element.source().ifPresent(source -> take(source, element));
        element.commit().ifPresent(this::take);
        if (!element.positions().isEmpty()) {
            tables.requireWhole(); // everything has come, and nothing emptied a table that was behind
            element.positions().forEach(this::reach);
        }
        if (element.isWhole()) {
            whole();
        } else if (open.size() >= OPEN_CHANGES) {
            spill();
        }
    }

    private void take(PipelineElement.Source source, PipelineElement element) {
        if (tables.progress().has(source.place(), source.offset())) {
            return; // a replay: it is in the tables
        }
        reach(source.place(), source.offset() + 1);
        if (!target.takes(source.table())) {
            return;
        }
        LakeTable table = tables.of(source.table());
        String topic = source.place().topic();
        if (!table.has(source.place(), source.offset()) && !table.isFormer(topic)) {
            open.add(new Row(table, topic, element.change(reader)));
        }
    }

    private void take(PipelineElement.Commit commit) {
        if (!tables.progress().has(commit.place(), commit.offset())) {
            reach(commit.place(), commit.offset() + 1);
            last = Optional.of(commit);
        }
    }

    private void reach(Place place, long offset) {
        openReach.merge(place, offset, Math::max);
    }

    private void whole() {
        apply(open.size());
        reached.putAll(openReach);
        openReach.clear();
        spilled = false;
        tables.makeRoom();
    }

    /** Too much for memory: what is whole is committed, and then this transaction begins to go where only its end commits it. */
    private void spill() {
        if (!spilled) {
            commit();
            spilled = true;
        }
        apply(open.size() - 1); // the last may be one half of a change of key
        tables.makeRoom();
    }

    private void apply(int count) {
        List<Row> now = open.subList(0, count);
        for (int i = 0; i < now.size(); i++) {
            Row row = now.get(i);
            row.table().in(row.topic());
            Row next = i + 1 < now.size() ? now.get(i + 1) : null;
            if (next != null && isMove(row, next)) {
                row.table().move(row.change(), next.change());
                i++;
            } else {
                row.table().apply(row.change());
            }
        }
        now.clear();
    }

    /** A change of key that left large values alone, which are under the old key only (I4). */
    private static boolean isMove(Row row, Row next) {
        return row.change().place().kind() == Change.Kind.DELETE
                && next.change().place().kind() == Change.Kind.CREATE
                && !next.change().unchanged().isEmpty()
                && row.table() == next.table()
                && row.change().place().isOneChangeWith(next.change().place());
    }

    /** Flink calls it at a checkpoint, before the barrier goes on: what the source has left behind must be durable here. */
    @Override
    public void flush(boolean endOfInput) {
        try {
            if (!spilled) {
                commit();
            }
            if (endOfInput) {
                tables.requireWhole();
            }
        } catch (CulvertException e) {
            throw Restarts.unlessItMayPass(e);
        }
    }

    private void commit() {
        if (reached.isEmpty()) {
            return;
        }
        tables.commit(reached, last, topics::tables);
        reached.clear();
        last = Optional.empty();
    }

    @Override
    public void close() {
        tables.close();
    }
}
