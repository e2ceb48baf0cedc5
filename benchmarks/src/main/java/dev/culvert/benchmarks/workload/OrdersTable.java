package dev.culvert.benchmarks.workload;

/**
 * The table of all benchmarks: an order of ten columns, about 225 bytes as {@code pgoutput} sends one.
 *
 * <p>{@code write_orders} is one writer of a {@link Backlog}: statements on the server, so that the writing of a
 * backlog takes seconds; the WAL is that of single-row statements. Its arithmetic is that of {@link Backlog}.
 */
final class OrdersTable {
    private OrdersTable() {}

    static final String CREATE =
            """
            CREATE TABLE public.orders (
                id bigint PRIMARY KEY,
                customer_id bigint NOT NULL,
                change bigint NOT NULL,
                status text NOT NULL,
                amount numeric(12, 2) NOT NULL,
                currency text NOT NULL,
                quantity integer NOT NULL,
                paid boolean NOT NULL,
                placed_at timestamptz NOT NULL,
                note text NOT NULL
            )""";

    static final String CREATE_ROWS =
            """
            CREATE FUNCTION public.new_orders(first_id bigint, rows integer, first_change bigint)
            RETURNS SETOF public.orders LANGUAGE sql VOLATILE AS $$
                SELECT first_id + i,
                       (first_id + i) * 7919 % 100000,
                       first_change + i,
                       'placed',
                       ((first_id + i) * 31 % 1000000)::numeric / 100,
                       (ARRAY['EUR', 'USD', 'CHF', 'SEK'])[1 + i % 4],
                       1 + i % 9,
                       false,
                       clock_timestamp(),
                       md5((first_id + i)::text) || md5((first_id + i + 1)::text) || md5((first_id + i + 2)::text) || left(md5(i::text), 26)
                FROM generate_series(0, rows - 1) AS i
            $$""";

    static final String CREATE_WRITER =
            """
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
                        SET change = number + (id - (first_id - inserts)), status = 'dispatched', paid = true
                        WHERE id >= first_id - inserts AND id < first_id - inserts + updates;
                    END IF;
                    number := number + updates;
                    IF deletes > 0 THEN
                        DELETE FROM public.orders WHERE id >= first_id - inserts - deletes AND id < first_id - inserts;
                    END IF;
                    number := number + deletes;
                    COMMIT;
                END LOOP;
            END
            $$""";

    /** Parameters: first id, rows. The rows are of no change of a backlog. */
    static final String PRELOAD = "INSERT INTO public.orders SELECT * FROM public.new_orders(?, ?, -1000000000)";

    /** Parameters: writer, transactions, inserts, updates, deletes. */
    static final String WRITE = "CALL public.write_orders(?, ?, ?, ?, ?)";

    /** Parameters: id, change. */
    static final String INSERT_ONE =
            """
            INSERT INTO public.orders (
                id, customer_id, change, status, amount, currency, quantity, paid, placed_at, note)
            VALUES (?, 4711, ?, 'placed', 19.99, 'EUR', 1, false, clock_timestamp(),
                'about ninety characters of a note that a customer left with the order, please ring twice')""";
}
