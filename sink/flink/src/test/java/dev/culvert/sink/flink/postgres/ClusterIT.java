package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.BankTraffic;
import dev.culvert.sink.flink.harness.OnCluster;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.Stops;
import dev.culvert.sink.flink.job.JobJar;
import dev.culvert.testkit.flink.FlinkCluster;
import dev.culvert.testkit.process.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The job on a cluster of separate processes: a TaskManager is killed, and the JobManager, which forgets it. */
@Timeout(600)
class ClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void goesOnWhenAProcessOfTheClusterIsKilled() {
        try (FlinkCluster cluster = FlinkCluster.start(2);
                SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            BankTraffic bank = new BankTraffic(scene.source(), 1);
            scene.source().execute("CREATE TABLE public.marks (id bigint PRIMARY KEY)");
            scene.pipelineUntilNow();
            OnCluster client = new OnCluster(cluster, scene);
            client.awaitSlots(4);
            try (Background pipeline = scene.startPipeline();
                    Background sink = client.start()) {
                written(scene, 0, client, sink);
                assertThatThrownBy(() -> client.job().run())
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.SINK_IN_USE));
                try (SumWatch watch = new SumWatch(scene.target())) {
                    bank.run(150);
                    cluster.killTaskManager(0);
                    cluster.startTaskManager(0);
                    bank.run(150);
                    written(scene, 1, client, sink);
                    cluster.killJobManager();
                    cluster.startJobManager();
                    bank.run(150);
                    written(scene, 2, client, sink);
                    assertThat(watch.sums()).containsExactly(BankTraffic.SUM);
                }
                sink.stop();
                byFlinksOwnCommand(scene, cluster);
                fromASavepoint(scene, cluster, client);
                cancelledBySomebodyElse(client);
                client.detached().run();
                scene.source().execute("INSERT INTO public.marks VALUES (5)");
                awaitMarks(scene, 6);
                pipeline.stop();
            }
            assertThat(client.said()).anySatisfy(line -> assertThat(line).contains("it is given again"));
            client.replacingUntilNow().run();
            assertThat(client.said()).anySatisfy(line -> assertThat(line).contains("takes its place"));
            scene.assertEqual(BankTraffic.TABLES);
        }
    }

    private Path jar() {
        return directory.resolve("culvert-sink.jar");
    }

    private void byFlinksOwnCommand(SinkScene scene, FlinkCluster cluster) {
        JobJar.write(jar());
        try (JavaProcess run = cluster.run(jar().toString(), scene.file().toString())) {
            assertThat(run.exitCode(LIMIT))
                    .as(() -> run.out().text() + run.err().text())
                    .isZero();
        }
        scene.source().execute("INSERT INTO public.marks VALUES (3)");
        awaitMarks(scene, 4);
    }

    private static void awaitMarks(SinkScene scene, int count) {
        Awaitility.await()
                .atMost(LIMIT)
                .ignoreExceptions() // there is no table at first
                .until(() -> scene.target().number("SELECT count(*) FROM public.marks") == count);
    }

    /** A new run is given the state of one whose target was taken back since: the target alone says where to go on. */
    private void fromASavepoint(SinkScene scene, FlinkCluster cluster, OnCluster client) {
        String savepoint = client.stopWithSavepoint(directory);
        scene.target().execute("DROP SCHEMA culvert CASCADE", "DROP TABLE public.marks");
        BankTraffic.TABLES.forEach(table -> scene.target().execute("DROP TABLE public." + table));
        scene.source().execute("INSERT INTO public.marks VALUES (4)");
        try (JavaProcess run =
                cluster.run("-s", savepoint, jar().toString(), scene.file().toString())) {
            assertThat(run.exitCode(LIMIT))
                    .as(() -> run.out().text() + run.err().text())
                    .isZero();
        }
        awaitMarks(scene, 5);
        assertThat(client.running()).as(client::words).isNotEmpty();
    }

    private static void cancelledBySomebodyElse(OnCluster client) {
        try (Background followed = client.start(client.replacing())) {
            client.cancel();
            Stops.assertIs(
                    followed.awaitEnd().orElse(null), ErrorCode.SINK_CANCELLED, "Somebody else has cancelled it");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "culvert.test.sweep", matches = "all")
    void aClusterOfAnotherVersionIsRefused() {
        try (FlinkCluster cluster = FlinkCluster.ofVersion("2.0.1");
                SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            OnCluster client = new OnCluster(cluster, scene);
            client.awaitSlots(0);
            Stops.assertIs(
                    catchThrowableOfType(
                            CulvertException.class, () -> client.job().run()),
                    ErrorCode.FLINK_VERSION,
                    "It is 2.0.1; jobs of this Culvert are for 2.1");
        }
    }

    /** Waits until what is written now is in the target. */
    private static void written(SinkScene scene, int number, OnCluster client, Background sink) {
        scene.source().execute("INSERT INTO public.marks VALUES (" + number + ")");
        String count = "SELECT count(*) FROM public.marks WHERE id = " + number;
        try {
            Awaitility.await()
                    .atMost(LIMIT)
                    .ignoreExceptions() // there is no table at first
                    .until(() -> sink.hasEnded() || scene.target().number(count) == 1);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("mark " + number + " does not come: " + client.words(), e);
        }
        assertThat(sink.hasEnded()).as(client::words).isFalse();
    }
}
