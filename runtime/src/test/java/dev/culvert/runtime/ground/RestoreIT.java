package dev.culvert.runtime.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.process.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The source is not where it was: restored, reset, moved to another server. */
@Timeout(600)
class RestoreIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static IntStream majors() {
        return Sweep.first(18, 13);
    }

    /** System identifier and timeline stay the same, and nothing says that time went back but the WAL itself. */
    @ParameterizedTest
    @MethodSource("majors")
    void aRestoredVolumeStopsItAlsoWhenItsWalHasPassedThePosition(int major) {
        try (PostgresServer server = PostgresServer.start(major)) {
            PostgresDatabase db = server.createDatabase("volume");
            Ground.create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            server.stop(StopMode.FAST);
            server.saveVolume();
            server.start();
            db.execute("INSERT INTO public.t VALUES (5000, 'lost')", "DELETE FROM public.t WHERE id = 7");
            RunningPipeline.untilNow(pipeline.yaml());
            server.stop(StopMode.FAST);
            server.restoreVolume();
            server.start();
            assertThat(Ground.stops(pipeline, ErrorCode.POSITION_AHEAD).remedy())
                    .contains("--resnapshot '*.*'");

            db.execute(
                    "INSERT INTO public.u SELECT g, 'new' FROM generate_series(1000, 9000) AS g",
                    "UPDATE public.u SET note = 'new' WHERE id < 20");
            CulvertException stopped = Ground.stops(pipeline, ErrorCode.POSITION_OTHER_WAL);
            assertThat(stopped.remedy()).contains("--resnapshot '*.*'");
            Ground.again(pipeline, "*.*");
            db.execute("INSERT INTO public.t VALUES (5000, 'after')");
            Ground.same(pipeline, db);
        }
    }

    static List<Boolean> moments() {
        return Sweep.first(1, List.of(true, false));
    }

    /** From an archive, to a moment before the position and to one after it. */
    @ParameterizedTest
    @MethodSource("moments")
    void aRestoreToAPointInTime(boolean beforeThePosition) {
        try (PostgresServer server = PostgresServer.builder(15)
                .setting("archive_mode", "on")
                .setting("archive_command", "true")
                .start()) {
            PostgresDatabase db = server.createDatabase("pitr");
            Ground.create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            server.stop(StopMode.FAST);
            server.saveVolume();
            Path archive = server.socketDir().resolve("archive");
            server.set("archive_command", "mkdir -p " + archive + " && cp %p " + archive + "/%f");
            server.start();
            db.execute("INSERT INTO public.t VALUES (5000, 'kept')", "SELECT pg_create_restore_point('early')");
            db.execute("INSERT INTO public.t VALUES (5001, 'streamed')", "DELETE FROM public.t WHERE id = 7");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute(
                    "UPDATE public.u SET note = 'not streamed' WHERE id < 20",
                    "SELECT pg_create_restore_point('late')",
                    "INSERT INTO public.u VALUES (5002, 'gone')",
                    "SELECT pg_switch_wal()");
            server.stop(StopMode.FAST);
            try (PostgresServer restored = server.fromVolume()) {
                restored.set("archive_mode", "off");
                restored.set("restore_command", "cp " + archive + "/%f %p");
                restored.set("recovery_target_name", beforeThePosition ? "early" : "late");
                restored.set("recovery_target_action", "promote");
                restored.signalFile("recovery.signal");
                restored.start();
                restored.awaitPrimary();
                PostgresDatabase after = restored.database(db.name());
                after.execute("INSERT INTO public.u SELECT g, 'new' FROM generate_series(6000, 9000) AS g");
                pipeline.url(after.url());
                if (beforeThePosition) {
                    CulvertException stopped = Ground.stops(pipeline, ErrorCode.POSITION_TIMELINE);
                    assertThat(stopped.remedy()).contains("--resnapshot '*.*'");
                    Ground.again(pipeline, "*.*");
                    after.execute("DELETE FROM public.t WHERE id = 8");
                    Ground.sameAnew(pipeline, after);
                } else {
                    // the copy has the slot as it was, and the archive what it needs
                    Ground.same(pipeline, after);
                }
            }
        }
    }

    /** It makes the server's numbers jump ahead, and leaves the slot without the WAL that it needs. */
    @Test
    void pgResetwalStopsIt() {
        try (PostgresServer server = PostgresServer.start(PostgresServer.majorOfResetWal())) {
            PostgresDatabase db = server.createDatabase("reset");
            Ground.create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("INSERT INTO public.t VALUES (5000, 'streamed')");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("DELETE FROM public.t WHERE id = 7");
            server.stop(StopMode.FAST);
            server.resetWal();
            server.start();
            db.execute("DELETE FROM public.t WHERE id = 8");
            assertThat(Ground.stops(pipeline, ErrorCode.SLOT_LOST).remedy()).contains("--resnapshot '*.*'");
            Ground.again(pipeline, "*.*");
            db.execute("DELETE FROM public.t WHERE id = 9");
            Ground.same(pipeline, db);
        }
    }

    /** {@code pg_upgrade}, {@code initdb} with a dump, another address by mistake: an LSN means nothing there. */
    @Test
    void anotherServerStopsItAndWhoeverStillReadsTheOldOne() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("moved");
                PostgresDatabase after = PostgresServer.shared(18).createDatabase("moved")) {
            Ground.create(db);
            Ground.create(after);
            TestPipeline pipeline = TestPipeline.on(db);
            String before = pipeline.yaml();
            try (JavaProcess old = PipelineProcess.start(before, false)) {
                old.out().waitFor(line -> line.startsWith("phase STREAMING"), LIMIT);
                pipeline.url(after.url());
                after.execute("DELETE FROM public.t WHERE id < 100");
                CulvertException stopped = Ground.stops(pipeline, ErrorCode.POSITION_OTHER_SERVER);
                assertThat(stopped.remedy()).contains("--resnapshot '*.*'");
                Ground.again(pipeline, "*.*");
                db.execute("INSERT INTO public.t VALUES (5000, 'nobody wants this')");
                assertThat(old.exitCode(LIMIT)).isNotZero();
                assertThat(old.err().text()).contains("CV-POSITION-OTHER-SERVER");
            }
            after.execute("INSERT INTO public.t VALUES (5000, 'after')");
            Ground.sameAnew(pipeline, after);
        }
    }
}
