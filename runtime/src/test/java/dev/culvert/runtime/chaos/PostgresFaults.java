package dev.culvert.runtime.chaos;

import dev.culvert.runtime.chaos.Fault.Part;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.process.Signals;
import java.util.List;
import java.util.Random;

/** What happens to the source. */
final class PostgresFaults {
    private PostgresFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of(Part.POSTGRES, "kill -9 of the postmaster", 4, (scene, random) -> {
                    scene.ground().postgres().kill();
                    comeBack(scene, random);
                }),
                Fault.of(Part.POSTGRES, "immediate restart", 2, (scene, random) -> {
                    scene.ground().postgres().stop(StopMode.IMMEDIATE);
                    comeBack(scene, random);
                }),
                Fault.of(Part.POSTGRES, "fast restart", 3, (scene, random) -> {
                    scene.ground().postgres().stop(StopMode.FAST);
                    comeBack(scene, random);
                }),
                Fault.of(Part.POSTGRES, "walsender terminated, again and again", 4, PostgresFaults::terminateWalsender),
                Fault.of(Part.POSTGRES, "walsender stopped (SIGSTOP)", 2, PostgresFaults::stopWalsender),
                Fault.of(Part.POSTGRES, "all sessions of Culvert terminated", 3, PostgresFaults::terminateSessions),
                Fault.of(Part.POSTGRES, "checkpoints and WAL switches", 2, PostgresFaults::checkpoints),
                Fault.of(Part.POSTGRES, "logical_decoding_work_mem = 64kB", 2, PostgresFaults::smallMemory));
    }

    private static void comeBack(Scene scene, Random random) {
        Operator.last(random.nextInt(5_000));
        scene.ground().postgres().start();
    }

    private static void terminateWalsender(Scene scene, Random random) {
        for (int i = 0; i < 3 + random.nextInt(8); i++) {
            scene.walsender().ifPresent(pid -> scene.query("SELECT pg_terminate_backend(" + pid + ")"));
            Operator.last(100 + random.nextInt(900));
        }
    }

    private static void stopWalsender(Scene scene, Random random) {
        scene.walsender().ifPresent(pid -> {
            Signals.send("STOP", pid);
            Operator.last(1_000 + random.nextInt(8_000));
            Signals.send("CONT", pid);
        });
    }

    private static void terminateSessions(Scene scene, Random random) {
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            scene.query(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'culvert/%'");
            Operator.last(200 + random.nextInt(2_000));
        }
    }

    private static void checkpoints(Scene scene, Random random) {
        for (int i = 0; i < 5 + random.nextInt(10); i++) {
            scene.query("SELECT pg_switch_wal()");
            scene.checkpoint();
            Operator.last(100 + random.nextInt(300));
        }
    }

    /** Large transactions are spilled to files; it takes effect for walsenders that begin then. */
    private static void smallMemory(Scene scene, Random random) {
        PostgresServer server = scene.ground().postgres();
        server.set("logical_decoding_work_mem", "64kB");
        scene.query("SELECT pg_reload_conf()");
        scene.walsender().ifPresent(pid -> scene.query("SELECT pg_terminate_backend(" + pid + ")"));
        Operator.last(5_000 + random.nextInt(10_000));
        server.set("logical_decoding_work_mem", "64MB");
        scene.query("SELECT pg_reload_conf()");
    }
}
