package dev.culvert.sink.flink.harness;

import dev.culvert.sink.flink.job.ClusterAddress;
import dev.culvert.sink.flink.job.ClusterOptions;
import dev.culvert.sink.flink.job.SinkJob;
import dev.culvert.testkit.flink.FlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** The client of a cluster that looks after a scene's sink there. */
public final class OnCluster {
    private static final int PARALLELISM = 4;

    private final FlinkCluster cluster;
    private final SinkScene scene;
    private final List<String> said = new CopyOnWriteArrayList<>();

    public OnCluster(FlinkCluster cluster, SinkScene scene) {
        this.cluster = cluster;
        this.scene = scene;
    }

    /** Waits until the TaskManagers have registered. */
    public void awaitSlots(int slots) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> overview()
                .contains("\"slots-total\":" + slots));
    }

    private String overview() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(cluster.url() + "/overview"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    public SinkJob job() {
        return job(false, false);
    }

    /** One that takes the place of another, and ends. */
    public SinkJob replacingUntilNow() {
        return job(true, true);
    }

    private SinkJob job(boolean untilNow, boolean replace) {
        return SinkJob.onCluster(
                scene.topics(),
                Optional.empty(),
                untilNow,
                ClusterAddress.parse(cluster.url()),
                new ClusterOptions(PARALLELISM, replace, false),
                said::add);
    }

    /** On a thread of its own; returns when the cluster has the job. A cluster that is not there at the start is an error, later it is waited for. */
    public Background start() {
        SinkJob job = job();
        Background started = Background.start("sink " + scene.name() + " on " + cluster.url(), job::run, job::stop);
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> started.hasEnded() || said.stream().anyMatch(line -> line.contains(" runs on ")));
        return started;
    }

    /** What it has told people. */
    public List<String> said() {
        return said;
    }

    /** All that is known of it, for the message of a failed test. */
    public String words() {
        return said + "\n" + cluster.log();
    }
}
