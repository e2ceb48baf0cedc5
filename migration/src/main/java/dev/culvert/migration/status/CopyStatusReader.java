package dev.culvert.migration.status;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the target how far a copy is: the record of its parts, and the COPY commands that run. */
final class CopyStatusReader {
    private static final int WITH_PROGRESS = 14;

    private final Session target;
    private final String migration;

    CopyStatusReader(Session target, String migration) {
        this.target = target;
        this.migration = migration;
    }

    /** Rows and bytes of a COPY that is not committed yet. */
    private record Moving(TableId table, long rows, long bytes) {}

    /** Empty before it began. */
    Optional<CopyStatus> read() {
        CopyRecord record = new CopyRecord(target, migration);
        Map<TableId, CopyRecord.Entry> entries = record.read();
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<TableId, Moving> moving = new HashMap<>();
        moving().forEach(each -> moving.put(each.table(), each));
        List<CopyStatus.Table> tables = entries.values().stream()
                .map(entry -> table(entry, Optional.ofNullable(moving.get(entry.table()))))
                .toList();
        Optional<Long> rate = rate();
        long left = tables.stream().mapToLong(CopyStatusReader::left).sum();
        return Optional.of(new CopyStatus(
                record.is(CopyRecord.Flag.PAUSED),
                tables.stream().mapToLong(CopyStatus.Table::rows).sum(),
                tables.stream().mapToLong(CopyStatus.Table::bytes).sum(),
                tables.stream().mapToLong(CopyStatus.Table::estimatedBytes).sum(),
                rate,
                left == 0 ? Optional.of(0L) : rate.filter(each -> each > 0).map(each -> left / each),
                tables));
    }

    private static CopyStatus.Table table(CopyRecord.Entry entry, Optional<Moving> moving) {
        return new CopyStatus.Table(
                entry.table().toString(),
                state(entry, moving.isPresent()),
                entry.parts(),
                entry.partsDone(),
                entry.rows() + moving.map(Moving::rows).orElse(0L),
                entry.estimatedRows(),
                entry.bytes() + moving.map(Moving::bytes).orElse(0L),
                entry.estimatedBytes());
    }

    private static String state(CopyRecord.Entry entry, boolean moving) {
        if (entry.ready()) {
            return "ready";
        }
        if (entry.isCopied()) {
            return "copied";
        }
        return moving || entry.partsDone() > 0 ? "copying" : "waiting";
    }

    private static long left(CopyStatus.Table table) {
        if (table.partsDone() == table.parts()) {
            return 0;
        }
        // where more rows are there than were expected and parts are still to come, the estimate of them is worth
        // nothing
        boolean rowsTell = table.rows() > 0
                && table.estimatedRows() > 0
                && (table.rows() < table.estimatedRows() || table.parts() == 1);
        return rowsTell
                // as the rows so far: on the wire they may have less than on the disk
                ? (long) ((double) table.bytes() / table.rows() * Math.max(0, table.estimatedRows() - table.rows()))
                : Math.max(0, table.estimatedBytes() - table.bytes());
    }

    private List<Moving> moving() {
        if (!target.version().isAtLeast(WITH_PROGRESS)) {
            return List.of();
        }
        return target.list(
                """
                SELECT n.nspname, c.relname, pg_catalog.sum(p.tuples_processed)::pg_catalog.int8 AS rows,
                  pg_catalog.sum(p.bytes_processed)::pg_catalog.int8 AS bytes
                FROM pg_catalog.pg_stat_progress_copy AS p
                JOIN pg_catalog.pg_class AS c ON c.oid = p.relid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE p.datname = pg_catalog.current_database() AND p.command = 'COPY FROM'
                GROUP BY n.nspname, c.relname""",
                row -> new Moving(
                        new TableId(row.text("nspname"), row.text("relname")),
                        row.number("rows"),
                        row.number("bytes")));
    }

    /** Parts are counted when they end, so the time is from the end before the first one that counts. */
    private Optional<Long> rate() {
        return target.one(
                """
                WITH recent AS (
                  SELECT byte_count, done_at, pg_catalog.lag(done_at) OVER (ORDER BY done_at) AS before
                  FROM culvert.copy_part
                  WHERE migration = ? AND byte_count > 0 AND done_at > pg_catalog.clock_timestamp() - interval '1 minute')
                SELECT (pg_catalog.sum(byte_count) FILTER (WHERE before IS NOT NULL)
                  / NULLIF(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.min(done_at)), 0))::pg_catalog.int8 AS rate
                FROM recent""",
                row -> row.optionalNumber("rate").isPresent()
                        ? Optional.of(row.optionalNumber("rate").getAsLong())
                        : Optional.empty(),
                migration);
    }
}
