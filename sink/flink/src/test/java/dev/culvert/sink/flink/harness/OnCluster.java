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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        return ask("/overview", "GET", "");
    }

    private String ask(String path, String method, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(cluster.url() + path))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The id of the job that runs, of which there is one. */
    public String running() {
        try {
            Matcher job =
                    Pattern.compile("\"id\":\"(\\w+)\",\"status\":\"RUNNING\"").matcher(ask("/jobs", "GET", ""));
            return job.find() ? job.group(1) : "";
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As somebody at Flink's interface does it. */
    public void cancel() {
        try {
            ask("/jobs/" + running() + "?mode=cancel", "PATCH", "");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What {@code flink stop} asks for. @return where the savepoint is */
    public String stopWithSavepoint(Path folder) {
        try {
            String job = "/jobs/" + running();
            String trigger = ask(
                            job + "/stop",
                            "POST",
                            "{\"targetDirectory\": \"" + folder.toUri() + "\", \"drain\": false}")
                    .replaceAll(".*\"request-id\":\"(\\w+)\".*", "$1");
            Pattern done = Pattern.compile("\"location\":\"([^\"]+)\"");
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(
                            () -> done.matcher(ask(job + "/savepoints/" + trigger, "GET", ""))
                                    .results()
                                    .map(result -> result.group(1))
                                    .findFirst()
                                    .orElse(""),
                            path -> !path.isEmpty());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public SinkJob job() {
        return job(false, false, false);
    }

    /** One that takes the place of another, and ends. */
    public SinkJob replacingUntilNow() {
        return job(true, true, false);
    }

    /** One that takes the place of another, and is looked after. */
    public SinkJob replacing() {
        return job(false, true, false);
    }

    /** One that is left to the cluster. */
    public SinkJob detached() {
        return job(false, false, true);
    }

    private SinkJob job(boolean untilNow, boolean replace, boolean detached) {
        return SinkJob.onCluster(
                scene.topics(),
                Optional.empty(),
                untilNow,
                ClusterAddress.parse(cluster.url()),
                new ClusterOptions(PARALLELISM, replace, detached),
                said::add);
    }

    /** On a thread of its own; returns when the cluster has the job. A cluster that is not there at the start is an error, later it is waited for. */
    public Background start() {
        return start(job());
    }

    /** The same of another. */
    public Background start(SinkJob job) {
        long before = starts();
        Background started = Background.start("sink " + scene.name() + " on " + cluster.url(), job::run, job::stop);
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> started.hasEnded() || starts() > before);
        return started;
    }

    private long starts() {
        return said.stream().filter(line -> line.contains(" runs on ")).count();
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
