package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.Recovery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * On a Flink cluster, looked after from here. A JobManager that is away is waited for. One that has come back and knows nothing of the job is
 * given it again: each sink's own store says where to go on, so that nothing need be kept for it there.
 */
final class ClusterRun implements JobRun {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CANCEL = Duration.ofSeconds(30);

    private final SinkGraph graph;
    private final ClusterAddress address;
    private final ClusterOptions options;
    private final Consumer<String> listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean away;

    /** @param listener is told what people want to know of the cluster */
    ClusterRun(SinkGraph graph, ClusterAddress address, ClusterOptions options, Consumer<String> listener) {
        this.graph = graph;
        this.address = address;
        this.options = options;
        this.listener = listener;
    }

    @Override
    public void run() {
        try (ClusterClient cluster = ClusterClient.open(address)) {
            cluster.requireVersion();
            former(cluster);
            JobID job = submit();
            if (!options.detached()) {
                follow(cluster, job);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void former(ClusterClient cluster) throws InterruptedException {
        Optional<ClusterClient.Job> running = there(cluster);
        if (running.isEmpty()) {
            return;
        }
        if (!options.replace()) {
            throw new CulvertException(
                    ErrorCode.SINK_IN_USE,
                    "sink job \"" + running.get().name() + "\"",
                    "It runs on " + address + " already, as job "
                            + running.get().id() + ".",
                    Changed.NOTHING,
                    "Leave it, or end it and take its place: culvert sink run FILE --flink " + address + " --replace");
        }
        if (!isEnded(cluster, running.get().id())) {
            throw ClusterClient.unreachable(
                    address.toString(),
                    Changed.UNKNOWN,
                    new IllegalStateException("job " + running.get().id() + " was told to end, and has not"));
        }
        listener.accept("job " + running.get().id() + " is ended, and this one takes its place");
    }

    private Optional<ClusterClient.Job> there(ClusterClient cluster) throws InterruptedException {
        return cluster.running().stream()
                .filter(job -> graph.overlaps(job.name()))
                .findFirst();
    }

    private JobID submit() {
        try (JobLibraries libraries = JobLibraries.ofThisProcess()) {
            Configuration settings = address.settings();
            settings.addAll(JobSettings.ofJob(graph.sinks()));
            settings.set(
                    PipelineOptions.JARS,
                    libraries.jars().stream().map(jar -> jar.toUri().toString()).toList());
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(settings);
            environment.setParallelism(options.parallelism());
            JobID job = graph.start(environment).getJobID();
            listener.accept("job " + job + " runs on " + address);
            return job;
        } catch (CulvertException e) {
            // it may have been taken before the answer was lost (I11)
            throw e.code() == ErrorCode.INTERNAL
                    ? ClusterClient.unreachable(address.toString(), Changed.UNKNOWN, e)
                    : e;
        }
    }

    private void follow(ClusterClient cluster, JobID first) throws InterruptedException {
        JobID job = first;
        while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            Optional<Optional<JobStatus>> answer = cluster.status(job);
            told(answer.isPresent());
            if (answer.isEmpty()) {
                continue;
            }
            Optional<JobStatus> status = answer.get();
            if (status.isEmpty()) {
                listener.accept("the JobManager knows nothing of job " + job + " any more; it is given again");
                job = again(cluster, job);
            } else if (status.get().isGloballyTerminalState()) {
                ended(cluster, job, status.get());
                return;
            }
        }
        if (!isEnded(cluster, job)) {
            listener.accept("job " + job + " may still run on " + address
                    + ": it was told to end, and nobody says that it has");
        }
    }

    /** Once for each absence. */
    private void told(boolean there) {
        if (there == away) {
            listener.accept(
                    there ? "the JobManager answers again" : "the JobManager does not answer; it is waited for");
        }
        away = !there;
    }

    /** The same one, for another try, if the JobManager is away again already, or what the sinks need is. */
    private JobID again(ClusterClient cluster, JobID job) throws InterruptedException {
        try {
            // it may have been given before the answer was lost
            Optional<ClusterClient.Job> there = there(cluster);
            return there.isPresent() ? there.get().id() : submit();
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.FLINK_UNREACHABLE && e.code().recovery() == Recovery.STOP) {
                throw e;
            }
            listener.accept("it could not be given: " + e.fact());
            return job;
        }
    }

    private void ended(ClusterClient cluster, JobID job, JobStatus status) {
        switch (status) {
            case FINISHED -> {}
            case CANCELED ->
                throw new CulvertException(
                        ErrorCode.SINK_CANCELLED,
                        "job " + job + " on " + address,
                        "Somebody else has cancelled it. What was not committed by then is rolled back, and comes again.",
                        Changed.NOTHING,
                        "To go on: culvert sink run FILE --flink " + address);
            default -> throw JobErrors.of(cluster.failure(job));
        }
    }

    /** Cancels it. @return whether the JobManager says that it has ended, or knows nothing of it */
    private static boolean isEnded(ClusterClient cluster, JobID job) throws InterruptedException {
        cluster.cancel(job);
        long deadline = System.nanoTime() + CANCEL.toNanos();
        do {
            Optional<Optional<JobStatus>> answer = cluster.status(job);
            if (answer.isPresent()
                    && answer.get().filter(is -> !is.isGloballyTerminalState()).isEmpty()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        } while (System.nanoTime() < deadline);
        return false;
    }

    @Override
    public void stop() {
        stopped.countDown();
    }
}
