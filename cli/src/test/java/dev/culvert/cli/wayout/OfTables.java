package dev.culvert.cli.wayout;

import dev.culvert.cli.harness.Shop;
import java.util.stream.Stream;

/** Somebody was at the table. */
final class OfTables {
    private OfTables() {}

    static Stream<Stop> stops() {
        return Stream.of(
                Stop.of(
                                "key moved",
                                "CV-KEY-CHANGED",
                                "ALTER TABLE orders ALTER note SET NOT NULL, DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (id, note)",
                                "UPDATE orders SET note = 'moved' WHERE id = 7")
                        .follow(OfTables::intoANewTopic)
                        .into(shop -> shop.topic() + "_2"),
                Stop.of(
                                "key moved, with a registry that moves on",
                                "CV-KEY-CHANGED",
                                "ALTER TABLE orders ALTER note SET NOT NULL, DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (id, note)")
                        .follow((shop, out) -> {
                            WayOut refused = Stops.thenStops(shop, out.give(0), "CV-REGISTRY-INCOMPATIBLE");
                            Stops.another(
                                    shop,
                                    refused,
                                    "onIncompatibleSchema: new-topic",
                                    "registry: {",
                                    "registry: {onIncompatibleSchema: new-topic, ");
                            refused.command(0);
                        })
                        .into(shop -> shop.topic() + ".v2"),
                Stop.of(
                        "column of the key renamed for a while",
                        "CV-SHAPE-CHANGED",
                        "ALTER TABLE orders RENAME id TO number",
                        "UPDATE orders SET note = 'renamed' WHERE number = 7",
                        "ALTER TABLE orders RENAME number TO id"),
                Stop.of("key retyped", "CV-SHAPE-CHANGED", "ALTER TABLE orders ALTER id TYPE bigint")
                        .follow((shop, out) ->
                                intoANewTopic(shop, Stops.thenStops(shop, out.give(0), "CV-KEY-CHANGED")))
                        .into(shop -> shop.topic() + "_2"),
                Stop.of(
                                "key retyped, and everything begun anew",
                                "CV-SLOT-MISSING",
                                "ALTER TABLE orders ALTER id TYPE bigint",
                                "SELECT pg_drop_replication_slot('%s')")
                        .follow((shop, out) -> {
                            WayOut refused = Stops.thenStops(shop, out.give(0), "CV-KEY-CHANGED");
                            newTopic(shop, refused);
                            out.command(0);
                        })
                        .into(shop -> shop.topic() + "_2"),
                Stop.of("whole row as the identity", "CV-KEY-CHANGED", "ALTER TABLE orders REPLICA IDENTITY FULL"),
                Stop.of(
                                "key dropped",
                                "CV-TABLE-NO-IDENTITY",
                                "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
                                "INSERT INTO orders VALUES (50, 'without a key')")
                        .follow((shop, out) -> {
                            out.statements();
                            Stops.thenStops(shop, shop.run(), "CV-KEY-CHANGED").command(0);
                        }),
                Stop.of(
                        "column with another value in each row",
                        "CV-SHAPE-CHANGED",
                        "ALTER TABLE orders ADD COLUMN more text DEFAULT clock_timestamp()::text"),
                Stop.of("column renamed", "CV-SHAPE-CHANGED", "ALTER TABLE orders RENAME note TO remark"),
                Stop.of("column renamed, and put back", "CV-SHAPE-CHANGED", "ALTER TABLE orders RENAME note TO remark")
                        .follow((shop, out) -> Stops.another(shop, out, "put back", () -> shop.database()
                                .execute("ALTER TABLE orders RENAME remark TO note"))),
                Stop.of(
                        "column retyped, and put back with other values",
                        "CV-SHAPE-CHANGED",
                        "ALTER TABLE orders ALTER note TYPE varchar(80) USING upper(note)",
                        "ALTER TABLE orders ALTER note TYPE text"),
                Stop.of(
                        "column that came and went",
                        "CV-SHAPE-CHANGED",
                        "ALTER TABLE orders ADD COLUMN more text",
                        "UPDATE orders SET more = 'x' WHERE id = 7",
                        "ALTER TABLE orders DROP COLUMN more"),
                Stop.of(
                        "column retyped",
                        "CV-SHAPE-CHANGED",
                        "ALTER TABLE orders ALTER note TYPE varchar(80) USING upper(note)"),
                Stop.of(
                        "table made again",
                        "CV-POSITION-TABLES",
                        "DROP TABLE orders",
                        "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                        "INSERT INTO orders VALUES (3, 'new')"),
                Stop.of(
                                "table renamed",
                                "CV-POSITION-TABLES",
                                "ALTER TABLE orders RENAME TO orders_2",
                                "DELETE FROM orders_2 WHERE id = 7")
                        .before(OfTables::everyTable)
                        .follow((shop, out) -> {
                            // the second of the two commands, which is for a table that is gone
                            out.command(1);
                            shop.database().execute("ALTER TABLE orders_2 RENAME TO orders");
                            WayOut.of(shop, shop.run()).command(1);
                        }),
                Stop.of(
                                "table whose name a shell would split",
                                "CV-POSITION-TABLES",
                                "ALTER PUBLICATION %s DROP TABLE \"Odd $x.y\"",
                                "INSERT INTO \"Odd $x.y\" VALUES (2)")
                        .before(shop -> {
                            shop.database()
                                    .execute(
                                            "CREATE TABLE \"Odd $x.y\" (id int PRIMARY KEY)",
                                            "INSERT INTO \"Odd $x.y\" VALUES (1)");
                            shop.replace(
                                    "- table: public.orders",
                                    "- table: public.orders\n    - {table: 'public.\"Odd $x.y\"', topic: " + shop.name()
                                            + ".odd}");
                        })
                        .beside(shop -> shop.name() + ".odd"),
                Stop.of("partition taken away", "CV-POSITION-TABLES", "ALTER TABLE orders DETACH PARTITION orders_low")
                        .before(shop -> shop.database()
                                .execute(
                                        "DROP TABLE orders",
                                        "CREATE TABLE orders (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                                        "CREATE TABLE orders_low PARTITION OF orders FOR VALUES FROM (0) TO (3)",
                                        "CREATE TABLE orders_high PARTITION OF orders FOR VALUES FROM (3) TO (1000)",
                                        "INSERT INTO orders SELECT g, 'a' FROM generate_series(1, 20) g")));
    }

    private static void intoANewTopic(Shop shop, WayOut out) {
        newTopic(shop, out);
        out.command(0);
    }

    private static void newTopic(Shop shop, WayOut out) {
        Stops.another(
                shop,
                out,
                "tables[].topic",
                "- table: public.orders",
                "- {table: public.orders, topic: " + shop.topic() + "_2}");
    }

    private static void everyTable(Shop shop) {
        shop.database().execute("DROP TABLE bare");
        shop.replace("public.orders", "public.*");
    }
}
