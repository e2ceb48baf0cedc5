package dev.culvert.connector.snapshot;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Locks a table, sees that it is the one that was asked for, and cuts it into parts. For one thread at a time. */
final class CopyPlanner implements AutoCloseable {

    /** Blocks of a part: not so few that the sessions wait for one another, not so many that one goes on alone at the end. */
    private static final long SMALLEST_PART = 4_096;

    private static final long LARGEST_PART = 131_072;

    private static final String UNDEFINED_TABLE = "42P01";

    private static final String LEAVES =
            """
            SELECT n.nspname, c.relname, c.relkind::pg_catalog.text AS relkind,
                   CASE WHEN c.reltuples < 0 OR (c.reltuples = 0 AND c.relpages = 0) THEN NULL
                        ELSE c.reltuples END::pg_catalog.int8 AS rows,
                   CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END AS bytes,
                   pg_catalog.current_setting('block_size')::pg_catalog.int8 AS block_size
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = ?::pg_catalog.oid AND c.relkind <> 'p' OR c.oid IN (
                SELECT t.relid FROM pg_catalog.pg_partition_tree(?::pg_catalog.oid::pg_catalog.regclass) AS t WHERE t.isleaf)
            ORDER BY (n.nspname COLLATE "C"), (c.relname COLLATE "C")""";

    /** What a table is made of, and how large it is. */
    record Plan(SnapshotTable table, List<CopyPart> parts, long estimatedRows, long estimatedBytes) {}

    private record Leaf(TableId id, boolean ordinary, OptionalLong rows, long blocks, long blockSize) {}

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

    Plan plan(SnapshotTable table) {
        TableId id = table.schema().id();
        lock(id);
        verify(table);
        List<Leaf> leaves = leaves(Integer.toUnsignedLong(table.schema().relationOid()));
        List<CopyPart> parts = new ArrayList<>();
        leaves.forEach(leaf -> split(table, leaf, parts));
        boolean known = leaves.stream().anyMatch(leaf -> leaf.rows.isPresent());
        long rows = leaves.stream().mapToLong(leaf -> leaf.rows.orElse(0)).sum();
        long bytes =
                leaves.stream().mapToLong(leaf -> leaf.blocks * leaf.blockSize).sum();
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

    private List<Leaf> leaves(long oid) {
        return now.list(LEAVES, CopyPlanner::leaf, oid, oid);
    }

    private static Leaf leaf(Row row) throws SQLException {
        long blockSize = row.number("block_size");
        return new Leaf(
                new TableId(row.text("nspname"), row.text("relname")),
                row.text("relkind").equals("r"),
                row.optionalNumber("rows"),
                row.number("bytes") / blockSize,
                blockSize);
    }

    private void split(SnapshotTable table, Leaf leaf, List<CopyPart> parts) {
        long size = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, leaf.blocks / (parallelism * 4L)));
        boolean splits = parallelism > 1 && leaf.ordinary && now.version().hasCtidRangeScan() && leaf.blocks > size;
        if (!splits) {
            parts.add(CopyPart.whole(table, leaf.id));
            return;
        }
        for (long from = 0; from < leaf.blocks; from += size) {
            boolean last = from + size >= leaf.blocks;
            parts.add(new CopyPart(table, leaf.id, from, last ? OptionalLong.empty() : OptionalLong.of(from + size)));
        }
    }

    @Override
    public void close() {
        locks.close();
        now.close();
    }
}
