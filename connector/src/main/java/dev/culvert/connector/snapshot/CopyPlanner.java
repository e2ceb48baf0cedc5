package dev.culvert.connector.snapshot;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Leaf;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Locks the tables, sees that they are those that were asked for, and cuts them into parts. For one thread at a time. */
final class CopyPlanner implements AutoCloseable {

    /** Blocks of a part: not so few that the sessions wait for one another, not so many that one goes on alone at the end. */
    private static final long SMALLEST_PART = 4_096;

    private static final long LARGEST_PART = 131_072;

    private static final String UNDEFINED_TABLE = "42P01";

    /** What a table is made of, and how large it is. */
    record Plan(SnapshotTable table, List<CopyPart> parts, long estimatedRows, long estimatedBytes) {}

    private final SnapshotReader locks;
    private final Session now;
    private final int parallelism;

    /**
     * @param reader keeps the locks, under the snapshot; becomes the planner's own
     * @param now reads the catalog as it is at present, which is what COPY goes by; becomes the planner's own
     */
    CopyPlanner(Session reader, Session now, ExportedSnapshot snapshot, int parallelism) {
        this.locks = SnapshotReader.open(reader, snapshot);
        this.now = now;
        this.parallelism = parallelism;
    }

    /**
     * Locks the tables, all before the first row is read. What rewrites a table, and what truncates it, puts its rows into a new
     * file under its own transaction: to the snapshot it would be empty, without a word and, where its shape stays, without an
     * event in the stream. So its file must still be that of the snapshot, and stay so.
     *
     * @throws CulvertException {@code SNAPSHOT_FAILED} if one was rewritten: a later snapshot sees it whole
     */
    void lock(List<SnapshotTable> tables) {
        for (SnapshotTable table : tables) {
            TableId id = table.schema().id();
            lock(id);
            verify(table);
            long oid = Integer.toUnsignedLong(table.schema().relationOid());
            // a partition that came later is not in the snapshot, and its rows are in the stream
            if (!new Catalog(now).files(oid).containsAll(new Catalog(locks.session()).files(oid))) {
                throw SnapshotErrors.rewritten(id);
            }
        }
    }

    /** Cuts a table that is locked. */
    Plan plan(SnapshotTable table) {
        List<Leaf> leaves =
                new Catalog(now).leaves(Integer.toUnsignedLong(table.schema().relationOid()));
        List<CopyPart> parts = new ArrayList<>();
        leaves.forEach(leaf -> split(table, leaf, parts));
        boolean known = leaves.stream().anyMatch(leaf -> leaf.rows().isPresent());
        long rows = leaves.stream().mapToLong(leaf -> leaf.rows().orElse(0)).sum();
        long bytes = leaves.stream()
                .mapToLong(leaf -> leaf.blocks() * leaf.blockSize())
                .sum();
        return new Plan(table, List.copyOf(parts), known ? rows : -1, bytes);
    }

    private void lock(TableId id) {
        try {
            locks.session().update("LOCK TABLE " + QualifiedName.quote(id) + " IN ACCESS SHARE MODE");
        } catch (CulvertException e) {
            throw SqlStates.of(e).equals(UNDEFINED_TABLE) ? SnapshotErrors.missing(id) : e;
        }
    }

    /** I3: the rows would be told by a shape that they do not have. */
    private void verify(SnapshotTable table) {
        TableId id = table.schema().id();
        long oid = Integer.toUnsignedLong(table.schema().relationOid());
        Catalog catalog = new Catalog(now);
        Relation relation = catalog.find(id).orElseThrow(() -> SnapshotErrors.missing(id));
        if (relation.oid() != oid) {
            throw SnapshotErrors.shape(
                    id, "It was dropped and made again: its oid was " + oid + ", it is " + relation.oid() + ".");
        }
        Map<String, CatalogColumn> present =
                catalog.columns(oid).stream().collect(Collectors.toMap(CatalogColumn::name, Function.identity()));
        for (Column column : table.schema().columns()) {
            CatalogColumn found = present.get(column.name());
            if (found == null) {
                throw SnapshotErrors.shape(id, "Column \"" + column.name() + "\" is not there any more.");
            }
            if (found.type().oid() != column.type().oid()
                    || found.type().typmod() != column.type().typmod()) {
                throw SnapshotErrors.shape(
                        id,
                        "The type of column \"" + column.name() + "\" was "
                                + column.type().name() + ", it is "
                                + found.type().name() + ".");
            }
        }
    }

    private void split(SnapshotTable table, Leaf leaf, List<CopyPart> parts) {
        long size = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, leaf.blocks() / (parallelism * 4L)));
        boolean splits = parallelism > 1 && leaf.ordinary() && now.version().hasCtidRangeScan() && leaf.blocks() > size;
        if (!splits) {
            parts.add(CopyPart.whole(table, leaf.id()));
            return;
        }
        for (long from = 0; from < leaf.blocks(); from += size) {
            boolean last = from + size >= leaf.blocks();
            parts.add(new CopyPart(table, leaf.id(), from, last ? OptionalLong.empty() : OptionalLong.of(from + size)));
        }
    }

    @Override
    public void close() {
        locks.close();
        now.close();
    }
}
