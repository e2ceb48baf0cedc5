package dev.culvert.cli.wayout;

import java.util.stream.Stream;

/** Somebody was at the slot or the publication. */
final class OfSlots {
    private static final String BEGIN_ANEW = "SELECT pg_drop_replication_slot('%s')";

    private OfSlots() {}

    static Stream<Stop> stops() {
        return Stream.of(
                Stop.of("slot dropped", "CV-SLOT-MISSING", BEGIN_ANEW),
                Stop.of(
                        "slot advanced",
                        "CV-SLOT-AHEAD",
                        "SELECT pg_replication_slot_advance('%s', pg_current_wal_lsn())"),
                Stop.of(
                                "slot of another plugin",
                                "CV-SLOT-FOREIGN",
                                BEGIN_ANEW,
                                "SELECT pg_create_physical_replication_slot('%s')")
                        .follow((shop, out) -> {
                            Stops.another(
                                    shop,
                                    out,
                                    "slot.name",
                                    "  tables:",
                                    "  slot: {name: " + shop.slot() + "_2}\n  tables:");
                            out.command(0);
                            shop.database().execute("SELECT pg_drop_replication_slot('" + shop.slot() + "')");
                        }),
                Stop.of("slot that somebody reads", "CV-SLOT-IN-USE", shop -> new SlotReader(shop).start()),
                Stop.of("publication dropped", "CV-PUBLICATION-MISSING", "DROP PUBLICATION %s"),
                Stop.of(
                        "publication made again",
                        "CV-PUBLICATION-CHANGED",
                        "DROP PUBLICATION %s",
                        "DELETE FROM orders WHERE id = 7",
                        "CREATE PUBLICATION %s FOR TABLE public.orders WITH (publish_via_partition_root = true)"),
                Stop.of(
                        "deletes not published",
                        "CV-PUBLICATION-CHANGED",
                        "ALTER PUBLICATION %s SET (publish = 'insert, update')",
                        "DELETE FROM orders WHERE id = 7"),
                Stop.of(
                        "filter in the publication",
                        "CV-PUBLICATION-CHANGED",
                        "ALTER PUBLICATION %s SET TABLE public.orders WHERE (id > 10)",
                        "DELETE FROM orders WHERE id = 7"),
                Stop.of(
                        "table taken out and put back",
                        "CV-PUBLICATION-CHANGED",
                        "ALTER PUBLICATION %s DROP TABLE public.orders",
                        "DELETE FROM orders WHERE id = 7",
                        "ALTER PUBLICATION %s ADD TABLE public.orders"),
                Stop.of(
                        "table taken out",
                        "CV-POSITION-TABLES",
                        "ALTER PUBLICATION %s DROP TABLE public.orders",
                        "DELETE FROM orders WHERE id = 7"),
                Stop.of(
                                "somebody else's table put in",
                                "CV-POSITION-TABLES",
                                "CREATE TABLE other (id int PRIMARY KEY)",
                                "ALTER PUBLICATION %s ADD TABLE public.other",
                                "INSERT INTO other VALUES (1)")
                        .follow((shop, out) -> out.statements()),
                Stop.of(
                                "somebody else's table put in, and wanted",
                                "CV-POSITION-TABLES",
                                "CREATE TABLE other (id int PRIMARY KEY)",
                                "ALTER PUBLICATION %s ADD TABLE public.other",
                                "INSERT INTO other VALUES (1)")
                        .follow((shop, out) -> Stops.another(
                                shop,
                                out,
                                "source.tables",
                                "- table: public.orders",
                                "- table: public.orders\n    - table: public.other"))
                        .beside(shop -> shop.name() + ".public.other"),
                Stop.of(
                                "publication of somebody else, who is to alter it",
                                "CV-PUBLICATION-DIFFERS",
                                shop -> shop.replace(
                                        "table: public.orders", "{table: public.orders, where: \"id > 2\"}"))
                        .before(shop -> {
                            shop.replace("  tables:", "  publication: {manage: false}\n  tables:");
                            shop.database()
                                    .execute(
                                            "DELETE FROM orders WHERE id <= 2",
                                            "CREATE PUBLICATION " + shop.slot()
                                                    + " FOR TABLE public.orders WITH (publish_via_partition_root = true,"
                                                    + " publish_generated_columns = stored)");
                        })
                        .follow((shop, out) -> {
                            out.statements();
                            Stops.thenStops(shop, shop.run(), "CV-PUBLICATION-CHANGED")
                                    .command(0);
                        }));
    }
}
