package dev.culvert.benchmarks.workload;

import java.util.stream.Collectors;

/**
 * The table of all benchmarks in one {@link Shape}, as SQL.
 *
 * <p>{@code write_orders} is one writer of a {@link Backlog}: statements on the server, so that the writing of a
 * backlog takes seconds; the WAL is that of single-row statements. Its arithmetic is that of {@link Backlog}.
 */
final class OrdersTable {
    /** Parameters: first id, rows. The rows are of no change of a backlog. */
    static final String PRELOAD = "INSERT INTO public.orders SELECT * FROM public.new_orders(?, ?, -1000000000)";

    /** Parameters: writer, transactions, inserts, updates, deletes. */
    static final String WRITE = "CALL public.write_orders(?, ?, ?, ?, ?)";

    private final Shape shape;

    OrdersTable(Shape shape) {
        this.shape = shape;
    }

    String create() {
        String columns = shape.columns().stream()
                .map(column -> ", " + column.name() + " " + column.type() + " NOT NULL")
                .collect(Collectors.joining());
        return "CREATE TABLE public.orders (id bigint PRIMARY KEY, change bigint NOT NULL" + columns + ")";
    }

    String identity() {
        return "ALTER TABLE public.orders REPLICA IDENTITY " + (shape == Shape.FULL ? "FULL" : "DEFAULT");
    }

    String createRows() {
        String values =
                shape.columns().stream().map(column -> ", " + column.value()).collect(Collectors.joining());
        return """
                CREATE FUNCTION public.new_orders(first_id bigint, rows integer, first_change bigint)
                RETURNS SETOF public.orders LANGUAGE sql VOLATILE AS $$
                    SELECT n, first_change + i%s
                    FROM generate_series(0, rows - 1) AS i, LATERAL (SELECT first_id + i AS n) AS key
                $$"""
                .formatted(values);
    }

    String createWriter() {
        String updates = shape.columns().stream()
                .filter(column -> !column.update().isEmpty())
                .map(column -> ", " + column.name() + " = " + column.update())
                .collect(Collectors.joining());
        return """
                CREATE PROCEDURE public.write_orders(
                    writer integer, transactions integer, inserts integer, updates integer, deletes integer)
                LANGUAGE plpgsql AS $$
                DECLARE
                    base_id bigint := writer::bigint * (transactions + 2) * inserts;
                    number bigint := writer::bigint * transactions * (inserts + updates + deletes);
                    first_id bigint;
                BEGIN
                    FOR t IN 0 .. transactions - 1 LOOP
                        first_id := base_id + (t + 2) * inserts;
                        INSERT INTO public.orders SELECT * FROM public.new_orders(first_id, inserts, number);
                        number := number + inserts;
                        IF updates > 0 THEN
                            UPDATE public.orders
                            SET change = number + (id - (first_id - inserts))%s
                            WHERE id >= first_id - inserts AND id < first_id - inserts + updates;
                        END IF;
                        number := number + updates;
                        IF deletes > 0 THEN
                            DELETE FROM public.orders
                            WHERE id >= first_id - inserts - deletes AND id < first_id - inserts;
                        END IF;
                        number := number + deletes;
                        COMMIT;
                    END LOOP;
                END
                $$"""
                .formatted(updates);
    }

    /** Parameters: id, change; one session of many makes it thousands of times a second, so it is no call of a function. */
    String insertOne() {
        String values =
                shape.columns().stream().map(column -> ", " + column.value()).collect(Collectors.joining());
        return "INSERT INTO public.orders SELECT n, change" + values
                + " FROM (SELECT ?::bigint AS n, ?::bigint AS change, 0 AS i) AS row";
    }
}
