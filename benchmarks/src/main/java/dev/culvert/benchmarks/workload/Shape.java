package dev.culvert.benchmarks.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What a row looks like. The table is called {@code orders} in every shape, and begins with its key and its change number. */
public enum Shape {
    /** Ten columns, about 222 bytes a change as {@code pgoutput} sends it. */
    ORDERS(1_500_000, orders()),

    /** A key, the change number and one integer. */
    NARROW(1_500_000, List.of(Column.fixed("quantity", "integer", "1 + i % 9"))),

    /** A hundred columns of mixed types, of which an update touches three. */
    WIDE(200_000, wide()),

    /** 10 kB of text in one column, which an update writes anew. Nothing but lz4's shortest matches is to be had from it. */
    LARGE(
            50_000,
            List.of(new Column(
                    "body",
                    "text",
                    "(SELECT string_agg(md5((n * 320 + part)::text), '') FROM generate_series(1, 320) AS part)",
                    "md5((-id)::text) || substr(body, 33)"))),

    /** {@link #ORDERS} with REPLICA IDENTITY FULL: updates and deletes carry the whole old row. */
    FULL(1_500_000, orders());

    private static final int WIDE_COLUMNS = 100;

    private final int defaultChanges;
    private final List<Column> columns;

    Shape(int defaultChanges, List<Column> columns) {
        this.defaultChanges = defaultChanges;
        this.columns = List.copyOf(columns);
    }

    /** A backlog that takes a few seconds to drain. */
    public int defaultChanges() {
        return defaultChanges;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Beside the key and the change number. */
    List<Column> columns() {
        return columns;
    }

    private static List<Column> orders() {
        return List.of(
                Column.fixed("customer_id", "bigint", "n * 7919 % 100000"),
                new Column("status", "text", "'placed'", "'dispatched'"),
                Column.fixed("amount", "numeric(12, 2)", "(n * 31 % 1000000)::numeric / 100"),
                Column.fixed("currency", "text", "(ARRAY['EUR', 'USD', 'CHF', 'SEK'])[1 + i % 4]"),
                Column.fixed("quantity", "integer", "1 + i % 9"),
                new Column("paid", "boolean", "false", "true"),
                Column.fixed("placed_at", "timestamptz", "clock_timestamp()"),
                Column.fixed(
                        "note",
                        "text",
                        "md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text) || left(md5(i::text), 26)"));
    }

    /** The types take turns, so that each comes about as often. */
    private static List<Column> wide() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("status", "text", "'placed'", "'dispatched'"));
        columns.add(new Column("paid", "boolean", "false", "true"));
        IntStream.range(columns.size() + 2, WIDE_COLUMNS)
                .mapToObj(place -> switch (place % 10) {
                    case 0 -> mixed(place, "integer", "((n + %d) %% 100000)::integer");
                    case 1 -> mixed(place, "bigint", "(n + %d) * 7919");
                    case 2 -> mixed(place, "text", "left(md5((n + %d)::text), 12)");
                    case 3 -> mixed(place, "numeric(12, 2)", "((n + %d) %% 1000000)::numeric / 100");
                    case 4 -> mixed(place, "boolean", "(n + %d) %% 3 = 0");
                    case 5 ->
                        mixed(
                                place,
                                "timestamptz",
                                "timestamptz '2026-01-01 00:00Z' + ((n + %d) || ' seconds')::interval");
                    case 6 -> mixed(place, "date", "date '2020-01-01' + ((n + %d) %% 3000)::integer");
                    case 7 -> mixed(place, "double precision", "((n + %d) %% 100000)::double precision / 7");
                    case 8 -> mixed(place, "uuid", "md5((n + %d)::text)::uuid");
                    default -> mixed(place, "jsonb", "jsonb_build_object('kind', (n + %d) %% 10, 'label', 'none')");
                })
                .forEach(columns::add);
        return columns;
    }

    private static Column mixed(int place, String type, String value) {
        return Column.fixed("c" + place, type, value.formatted(place));
    }
}
