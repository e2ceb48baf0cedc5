package dev.culvert.cli.wayout;

import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.postgres.StopMode;
import java.util.Map;
import java.util.stream.Stream;

/** The server does not let Culvert's role do what it needs. */
final class OfServers {
    private OfServers() {}

    static Stream<Stop> stops() {
        return Stream.of(
                Stop.of(
                                "logical decoding turned off",
                                "CV-SLOT-MISSING",
                                "SELECT pg_drop_replication_slot('%s')",
                                "ALTER SYSTEM SET wal_level = 'replica'")
                        .on(Map.of("max_wal_senders", "9"))
                        .follow((shop, out) -> {
                            shop.database().server().restart(StopMode.FAST);
                            WayOut refused = Stops.thenStops(shop, out.give(0), "CV-PG-WAL-LEVEL");
                            refused.statements();
                            Stops.another(shop, refused, "restart", () -> shop.database()
                                    .server()
                                    .restart(StopMode.FAST));
                            out.command(0);
                        }),
                Stop.of(
                                "no slot left",
                                "CV-SLOT-MISSING",
                                "SELECT pg_drop_replication_slot('%s')",
                                "SELECT pg_create_physical_replication_slot('forgotten')")
                        .on(Map.of("max_replication_slots", "1"))
                        .follow((shop, out) -> {
                            WayOut refused = Stops.thenStops(shop, out.give(0), "CV-PG-NO-FREE-SLOT");
                            refused.statements();
                            Stops.another(shop, refused, "restart", () -> shop.database()
                                    .server()
                                    .restart(StopMode.FAST));
                            out.command(0);
                        }),
                Stop.of("WAL of the slot removed", "CV-SLOT-LOST", OfServers::writeMuch)
                        .on(Map.of("max_slot_wal_keep_size", "1MB", "min_wal_size", "32MB", "max_wal_size", "64MB")),
                asRole("replication not allowed any more", "CV-PG-PRIVILEGE", "ALTER ROLE %s NOREPLICATION")
                        .follow((shop, out) -> out.doctor().statements()),
                asRole(
                                "rows hidden by row level security",
                                "CV-TABLE-RLS",
                                "ALTER TABLE orders OWNER TO postgres",
                                "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
                                "GRANT SELECT ON orders TO %s")
                        .follow((shop, out) -> out.statements()),
                asRole(
                                "rows not to be read any more",
                                "CV-POSITION-TABLES",
                                "ALTER TABLE orders OWNER TO postgres",
                                "ALTER PUBLICATION %s DROP TABLE public.orders",
                                "DELETE FROM orders WHERE id = 7")
                        .follow((shop, out) -> {
                            Stops.thenStops(shop, out.give(0), "CV-PG-PRIVILEGE")
                                    .doctor()
                                    .statements();
                            out.command(0);
                        }));
    }

    private static void writeMuch(Shop shop) {
        for (int i = 0; i < 8; i++) {
            shop.database()
                    .execute(
                            "CREATE TABLE filler AS SELECT repeat('x', 900) FROM generate_series(1, 20000)",
                            "DROP TABLE filler",
                            "SELECT pg_switch_wal()",
                            "CHECKPOINT");
        }
    }

    /** A stop of a pipeline whose role, of the slot's name, owns the table and may do no more than it must. */
    private static Stop asRole(String what, String code, String... statements) {
        return Stop.of(what, code, statements).before(shop -> {
            String role = shop.slot();
            shop.database()
                    .execute(
                            "CREATE ROLE " + role + " LOGIN REPLICATION",
                            "GRANT CREATE ON DATABASE " + shop.database().name() + " TO " + role,
                            "GRANT ALL ON SCHEMA public TO " + role,
                            "ALTER TABLE orders OWNER TO " + role);
            shop.replace("//postgres@", "//" + role + "@");
        });
    }
}
