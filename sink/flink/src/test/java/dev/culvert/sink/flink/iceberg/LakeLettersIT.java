package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.files.LogStore;
import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.HeldLock;
import dev.culvert.sink.flink.harness.LettersOfSink;
import dev.culvert.sink.flink.harness.LettersOfSink.Seen;
import dev.culvert.sink.flink.harness.PartProcess;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.Stops;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an Iceberg table, or a log of changes, cannot have goes aside, each once, and all else is there. */
@Timeout(180)
class LakeLettersIT {
    static List<Named<Runnable>> scenes() {
        return Sweep.first(
                1,
                List.of(
                        Named.of("keys and rows of a table", LakeLettersIT::rowsOfATable),
                        Named.of("killed between the commits of two tables", LakeLettersIT::killedBetweenTwoCommits),
                        Named.of("a newer run has taken over", LakeLettersIT::aNewerRunHasTakenOver),
                        Named.of("rows of a log", LakeLettersIT::rowsOfALog),
                        Named.of(
                                "a log that is killed between its letters and the commit",
                                LakeLettersIT::aLogIsKilled)));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void goesAside(Runnable scene) {
        scene.run();
    }

    private static void entries(SinkScene scene) {
        scene.edit(yaml -> yaml
                + "    tables:\n"
                + "      - {table: public.masked, mask: [{columns: [secret], redact: \"-\"}], where: \"10 / n > 0\"}\n"
                + "      - {table: \"public.*\"}\n");
        scene.source()
                .execute(
                        "CREATE TABLE public.masked (id int PRIMARY KEY, n int, secret text)",
                        "INSERT INTO public.masked VALUES (1, 1, 's1'), (2, 0, 's2')",
                        "CREATE TABLE public.t (d date PRIMARY KEY, v text, big text)",
                        "ALTER TABLE public.t ALTER big SET STORAGE EXTERNAL",
                        "INSERT INTO public.t SELECT '2026-01-01'::date + i, 'v' || i, repeat(i::text, 9000)"
                                + " FROM generate_series(1, 4) AS i",
                        "INSERT INTO public.t VALUES ('infinity', 'v', 'w')");
    }

    private static List<String> texts(Stream<Seen> letters, String pointer) {
        return letters.map(letter -> letter.text(pointer)).toList();
    }

    private static List<String> keys(SinkScene scene, String table, String column) {
        return scene.store().rows(table).stream()
                .map(row -> row.get(column))
                .sorted()
                .toList();
    }

    private static void rowsOfATable() {
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.into(LakeStore::new))) {
            LettersOfSink letters = new LettersOfSink(scene);
            entries(scene);
            scene.catchUp();
            scene.source()
                    .execute(
                            "UPDATE public.t SET d = '-infinity' WHERE d = '2026-01-02'", // what it leaves alone is
                            // with the old key
                            "UPDATE public.t SET v = 'late' WHERE d = '2026-01-03'",
                            "UPDATE public.masked SET n = 2 WHERE id = 2",
                            "UPDATE public.masked SET n = 0 WHERE id = 1",
                            "DELETE FROM public.t WHERE d = 'infinity'");
            scene.catchUp();

            assertThat(letters.all().stream().map(Seen::record)).doesNotHaveDuplicates();
            assertThat(texts(letters.of("masked"), "/after/id")).containsExactly("2", "1");
            assertThat(texts(letters.of("masked"), "/after/secret")).containsOnly("-");
            assertThat(keys(scene, "masked", "n"))
                    .as("nobody can say whether the row fits")
                    .containsExactly("2");
            assertThat(texts(letters.of("t"), "/code")).containsOnly("CV-SINK-TABLE");
            assertThat(texts(letters.of("t"), "/op")).containsExactlyInAnyOrder("r", "u", "d");
            Seen moved = letters.of("t")
                    .filter(letter -> letter.text("/op").equals("u"))
                    .findFirst()
                    .orElseThrow();
            assertThat(moved.text("/before/d")).isEqualTo("2026-01-02");
            assertThat(moved.text("/after/d")).isEqualTo("-infinity");
            assertThat(moved.text("/unchanged/0")).isEqualTo("big");
            assertThat(keys(scene, "t", "d"))
                    .as("the old row of a change of key stays")
                    .containsExactly("2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05");
            assertThat(keys(scene, "t", "v")).contains("late");
        }
    }

    /** One table is committed and the other's commit waits, when the letters of both are there. */
    private static void killedBetweenTwoCommits() {
        PostgresDatabase catalog = PostgresServer.shared(18).createDatabase("lake_catalog");
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.into(source -> LakeStore.in(catalog, source, "")))) {
            LettersOfSink letters = new LettersOfSink(scene);
            scene.source()
                    .execute(
                            "CREATE TABLE public.a (d date PRIMARY KEY)",
                            "CREATE TABLE public.b (d date PRIMARY KEY)",
                            "INSERT INTO public.a VALUES ('2026-01-01')",
                            "INSERT INTO public.b VALUES ('2026-01-01')");
            scene.catchUp();
            catalog.execute(
                    "CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS $$"
                            + " BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END $$",
                    "CREATE TRIGGER wait BEFORE UPDATE ON iceberg_tables FOR EACH ROW WHEN (NEW.table_name = 'b')"
                            + " EXECUTE FUNCTION public.wait()");
            scene.source()
                    .execute(
                            "INSERT INTO public.a VALUES ('2026-01-02'), ('infinity')",
                            "INSERT INTO public.b VALUES ('2026-01-02'), ('infinity'), ('-infinity')");
            scene.pipelineUntilNow();
            try (HeldLock lock = HeldLock.of(catalog, 7)) {
                try (JavaProcess sink = PartProcess.sink(scene)) {
                    lock.awaitWaiting();
                    sink.kill();
                }
                lock.endWaiting();
            }
            assertThat(letters.all()).hasSize(3);
            assertThat(keys(scene, "a", "d")).hasSize(2);
            assertThat(keys(scene, "b", "d")).hasSize(1);
            scene.sinkUntilNow();
            assertThat(texts(letters.all().stream(), "/after/d"))
                    .containsExactlyInAnyOrder("infinity", "infinity", "-infinity");
            assertThat(keys(scene, "a", "d")).containsExactly("2026-01-01", "2026-01-02");
            assertThat(keys(scene, "b", "d")).containsExactly("2026-01-01", "2026-01-02");
        }
    }

    /** Letters are what the former one has to send first. It has a writer that the newer one has not. */
    private static void aNewerRunHasTakenOver() {
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.into(LakeStore::new))) {
            LettersOfSink letters = new LettersOfSink(scene);
            assertThat(new LakeShare(1, 2).has(TableIdentifier.of("public", "u")))
                    .isTrue();
            scene.source().execute("CREATE TABLE public.u (d date PRIMARY KEY)");
            scene.parallelism(2);
            scene.catchUp();
            int[] epochs = {letters.epoch(0), letters.epoch(1)};
            try (Background former = scene.startSink()) {
                letters.awaitEpoch(0, epochs[0] + 2); // it fences the one before, and begins
                letters.awaitEpoch(1, epochs[1] + 2);
                scene.parallelism(1);
                try (Background newer = scene.startSink()) {
                    letters.awaitEpoch(0, epochs[0] + 4);
                    letters.awaitEpoch(1, epochs[1] + 3);
                    scene.source().execute("INSERT INTO public.u VALUES ('infinity'), ('2026-01-01')");
                    scene.pipelineUntilNow();
                    Stops.assertIs(
                            former.awaitEnd().orElse(null), ErrorCode.SINK_IN_USE, "Another run of it has begun");
                    Awaitility.await()
                            .atMost(Stops.LIMIT)
                            .until(() ->
                                    newer.hasEnded() || keys(scene, "u", "d").equals(List.of("2026-01-01")));
                    newer.stop();
                }
            }
            assertThat(letters.all()).hasSize(1);
        }
    }

    /**
     * The letters are there, and the commit's files wait for the disk: one that is under way is a pipe by now, which nobody reads.
     */
    private static void aLogIsKilled() {
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.into(LogStore::new))) {
            scene.edit(yaml -> yaml.replace("commitInterval: 200ms", "commitInterval: 8s"));
            LettersOfSink letters = new LettersOfSink(scene);
            entries(scene);
            scene.source().execute("DELETE FROM public.masked WHERE id = 2");
            scene.catchUp();
            scene.source().execute("INSERT INTO public.masked VALUES (3, 3, 's3'), (4, 0, 's4'), (5, 5, 's5')");
            scene.pipelineUntilNow();
            LogStore log = (LogStore) scene.store();
            try (JavaProcess sink = PartProcess.sink(scene)) {
                log.holdFileUnderWay(Stops.LIMIT);
                Awaitility.await().atMost(Stops.LIMIT).until(() -> letters.all().size() == 1);
                assertThat(sink.isAlive()).isTrue();
                sink.kill();
            }
            assertThat(keys(scene, "masked", "id")).containsExactly("1");
            scene.sinkUntilNow();
            assertThat(texts(letters.all().stream(), "/after/id")).containsExactly("4");
            assertThat(keys(scene, "masked", "id")).containsExactly("1", "3", "5");
        }
    }

    private static void rowsOfALog() {
        try (SinkScene scene = LettersOfSink.wanted(SinkScene.into(LogStore::new))) {
            LettersOfSink letters = new LettersOfSink(scene);
            entries(scene);
            scene.catchUp();
            assertThat(texts(letters.all().stream(), "/after/id")).containsExactly("2");
            assertThat(keys(scene, "masked", "id")).containsExactly("1");
        }
    }
}
