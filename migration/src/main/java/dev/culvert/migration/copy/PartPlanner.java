package dev.culvert.migration.copy;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableSize;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts a table into parts: by ranges of its blocks where the server reads only those (14 and later), else by ranges of a whole
 * number that leads its primary key. The first range has no lower end and the last no upper one, so that every row is in one.
 */
final class PartPlanner {
    private static final Set<String> WHOLE_NUMBERS = Set.of("int2", "int4", "int8");

    private final Session source;
    private final Catalog catalog;
    private final long splitLargerThan;
    private final int parallelism;

    /**
     * @param source an ordinary session; the ends of the ranges need not be of the snapshot
     * @param splitLargerThan bytes
     */
    PartPlanner(Session source, long splitLargerThan, int parallelism) {
        this.source = source;
        this.catalog = new Catalog(source);
        this.splitLargerThan = splitLargerThan;
        this.parallelism = parallelism;
    }

    /** Conditions on the rows of each part. */
    List<String> split(Relation table, TableSize size, List<CatalogColumn> columns) {
        if (parallelism == 1 || size.totalBytes() <= splitLargerThan) {
            return List.of("");
        }
        long partBytes = Math.min(splitLargerThan, Math.max(1, size.totalBytes() / parallelism));
        long rounds = Math.max(1, (size.totalBytes() + partBytes * parallelism - 1) / (partBytes * parallelism));
        // as many for each worker: a last part alone would be waited for
        long count = rounds * parallelism;
        return source.version().hasCtidRangeScan()
                ? byBlock(size, count)
                : byKey(table, columns, count).orElse(List.of(""));
    }

    private List<String> byBlock(TableSize size, long count) {
        long blockSize = source.one(
                "SELECT pg_catalog.current_setting('block_size')::pg_catalog.int8 AS b", row -> row.number("b"));
        long blocks = Math.max(1, size.heapBytes() / blockSize);
        long step = Math.max(1, (blocks + count - 1) / count);
        List<String> bounds = new ArrayList<>();
        for (long from = step; from < blocks; from += step) {
            bounds.add("'(" + from + ",0)'::pg_catalog.tid");
        }
        return ranges("ctid", bounds);
    }

    private Optional<List<String>> byKey(Relation table, List<CatalogColumn> columns, long count) {
        Optional<String> key = catalog.identity(table.oid()).stream()
                .flatMap(identity -> identity.primaryKey().stream().limit(1))
                .filter(name -> columns.stream()
                        .anyMatch(column -> column.name().equals(name)
                                && WHOLE_NUMBERS.contains(
                                        column.type().withoutDomains().name())))
                .map(Identifier::quote)
                .findFirst();
        return key.map(column -> {
            record Ends(long low, long high) {}
            Optional<Ends> ends = source.optional(
                    "SELECT pg_catalog.min(%1$s)::pg_catalog.int8 AS low, pg_catalog.max(%1$s)::pg_catalog.int8 AS high FROM ONLY %2$s"
                            .formatted(column, QualifiedName.quote(table.id())),
                    row -> new Ends(
                            row.optionalNumber("low").orElse(0),
                            row.optionalNumber("high").orElse(0)));
            List<String> bounds = new ArrayList<>();
            ends.ifPresent(found -> {
                // halves first: the difference of two whole numbers may not be one
                double step = (found.high / 2.0 - found.low / 2.0) / count * 2;
                for (long i = 1; i < count && step >= 1; i++) {
                    bounds.add("'" + (long) (found.low + step * i) + "'::pg_catalog.int8");
                }
            });
            return ranges(column, bounds);
        });
    }

    private static List<String> ranges(String column, List<String> bounds) {
        if (bounds.isEmpty()) {
            return List.of("");
        }
        List<String> ranges = new ArrayList<>();
        ranges.add(column + " OPERATOR(pg_catalog.<) " + bounds.get(0));
        for (int i = 1; i < bounds.size(); i++) {
            ranges.add(column + " OPERATOR(pg_catalog.>=) " + bounds.get(i - 1) + " AND " + column
                    + " OPERATOR(pg_catalog.<) " + bounds.get(i));
        }
        ranges.add(column + " OPERATOR(pg_catalog.>=) " + bounds.get(bounds.size() - 1));
        return List.copyOf(ranges);
    }
}
