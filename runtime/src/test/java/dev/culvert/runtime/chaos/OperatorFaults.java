package dev.culvert.runtime.chaos;

import dev.culvert.runtime.chaos.Fault.Part;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What somebody does, on purpose or not: tables copied anew under traffic, and a slot lost, after which only a copy helps. */
final class OperatorFaults {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private OperatorFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.alone(Part.OPERATOR, "--resnapshot of a table", 4, OperatorFaults::resnapshot),
                gap("slot dropped", "CV-SLOT-MISSING", (scene, slot) -> scene.ground()
                        .database()
                        .execute("SELECT pg_drop_replication_slot('" + slot + "')")),
                gap("slot advanced", "CV-SLOT-AHEAD", (scene, slot) -> {
                    PostgresDatabase database = scene.ground().database();
                    // past records that are no transaction the slot would not go
                    database.execute("INSERT INTO public.slow VALUES (-txid_current(), 'in the gap')");
                    database.execute("SELECT pg_replication_slot_advance('" + slot + "', pg_current_wal_lsn())");
                }),
                gap("slot's WAL removed", "CV-SLOT-LOST", OperatorFaults::removeWal));
    }

    private interface Harm {
        void to(Scene scene, String slot);
    }

    /** While the others write on; the ledger's writers rest, since a gap takes from the stream what no copy can tell of. */
    private static Fault gap(String what, String code, Harm harm) {
        return Fault.alone(Part.OPERATOR, what, 1, (scene, random) -> {
            scene.traffic().holdLedger();
            // what is there of a transaction that is written in part is never announced once all begins anew
            scene.traffic().holdBoth();
            scene.awaitDurable(scene.walEnd());
            scene.operator().expect(code);
            scene.operator().terminate();
            scene.traffic().goOn();
            harm.to(scene, scene.ground().pipeline().slot());
            Operator.last(random.nextInt(2_000));
            scene.operator().start(List.of());
            scene.operator().awaitStop(LIMIT);
            scene.operator().startAfter(code);
            scene.awaitStreaming();
            scene.traffic().resumeLedger();
        });
    }

    private static void removeWal(Scene scene, String slot) {
        scene.ground().postgres().set("max_slot_wal_keep_size", "1MB");
        scene.ground().postgres().reload();
        for (int i = 0; i < 30 && !isLost(scene, slot); i++) {
            scene.ground()
                    .database()
                    .execute(
                            "SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1000000))",
                            "SELECT pg_switch_wal()",
                            "CHECKPOINT");
        }
        scene.ground().postgres().set("max_slot_wal_keep_size", "4GB");
        scene.ground().postgres().reload();
    }

    private static boolean isLost(Scene scene, String slot) {
        return scene.query("SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + slot + "'")
                .filter("lost"::equals)
                .isPresent();
    }

    private static void resnapshot(Scene scene, Random random) {
        scene.operator().terminate();
        Operator.last(random.nextInt(1_000));
        // in the middle of a large transaction no table can begin anew
        scene.operator().expect("CV-POSITION-TABLES");
        scene.operator().start(List.of("again=public." + (random.nextBoolean() ? "bulk" : "slow")));
        // it may die in the middle of the copy
        if (random.nextInt(3) == 0) {
            Operator.last(2_000 + random.nextInt(5_000));
            scene.operator().kill();
        }
    }
}
