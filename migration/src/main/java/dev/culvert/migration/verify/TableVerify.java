package dev.culvert.migration.verify;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Compares one table, from where it was interrupted to its end. For one thread. */
final class TableVerify {
    private static final int MOST_BUCKETS = 4096;

    private final VerifyTable table;
    private final ChunkReader publisher;
    private final ChunkReader subscriber;
    private final ChunkComparison comparison;
    private final VerifyOptions options;
    private final Parts parts;

    /** Where what is done is written. */
    interface Parts {
        void write(int part, List<String> upTo, boolean last, long rows, long moving, List<Difference> differences);
    }

    TableVerify(
            VerifyTable table,
            Session publisher,
            Session subscriber,
            Settling settling,
            VerifyOptions options,
            Parts parts) {
        this.table = table;
        this.publisher = new ChunkReader(publisher, table);
        this.subscriber = new ChunkReader(subscriber, table);
        this.comparison = new ChunkComparison(table, this.publisher, this.subscriber, settling, options.rounds());
        this.options = options;
        this.parts = parts;
    }

    TableId id() {
        return table.id();
    }

    /** Up to the end, or until this thread is interrupted. */
    void run(int firstPart, List<String> above) throws InterruptedException {
        if (table.ranges()) {
            ranges(firstPart, above);
        } else {
            buckets();
        }
    }

    private void ranges(int firstPart, List<String> from) throws InterruptedException {
        List<String> above = from;
        for (int part = firstPart; ; part++) {
            List<String> upTo = publisher.bound(above, options.chunkRows());
            Chunk chunk = new Chunk.Range(above, upTo);
            ChunkReader.Checksum here = publisher.checksum(chunk);
            ChunkComparison.Result result = subscriber.checksum(chunk).equals(here)
                    ? new ChunkComparison.Result(List.of(), 0)
                    : comparison.run(chunk);
            parts.write(part, upTo, upTo.isEmpty(), here.rows(), result.moving(), result.differences());
            if (upTo.isEmpty()) {
                return;
            }
            above = upTo;
            TimeUnit.NANOSECONDS.sleep(options.pause().toNanos());
        }
    }

    /** In one pass, since an order that both servers share is not known; then only the buckets that differ. */
    private void buckets() throws InterruptedException {
        int count = (int)
                Math.max(1, Math.min(MOST_BUCKETS, table.estimatedRows() / Math.max(1, options.chunkRows() / 10)));
        Map<Integer, ChunkReader.Checksum> here = publisher.buckets(count);
        Map<Integer, ChunkReader.Checksum> there = subscriber.buckets(count);
        List<Difference> differences = new ArrayList<>();
        long moving = 0;
        for (int number = 0; number < count; number++) {
            if (!Objects.equals(here.get(number), there.get(number))) {
                ChunkComparison.Result result = comparison.run(new Chunk.Bucket(number, count));
                differences.addAll(result.differences());
                moving += result.moving();
                TimeUnit.NANOSECONDS.sleep(options.pause().toNanos());
            }
        }
        long rows = here.values().stream().mapToLong(ChunkReader.Checksum::rows).sum();
        parts.write(0, List.of(), true, rows, moving, differences);
    }
}
