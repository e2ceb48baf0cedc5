package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.util.ExceptionUtils;

/** What is asked of a JobManager, by its REST interface. */
final class ClusterClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClusterAddress address;
    private final RestClusterClient<String> rest;

    /** @param name as it was given */
    record Job(JobID id, String name) {}

    private ClusterClient(ClusterAddress address, RestClusterClient<String> rest) {
        this.address = address;
        this.rest = rest;
    }

    /** Asks nothing yet. */
    static ClusterClient open(ClusterAddress address) {
        try {
            return new ClusterClient(address, new RestClusterClient<>(address.settings(), "culvert"));
        } catch (Exception e) { // Flink declares no other
            throw JobErrors.of(e);
        }
    }

    /**
     * That the cluster's version is this one's, up to the last number: what is sent to it is made of classes that both have.
     *
     * @throws CulvertException {@link ErrorCode#FLINK_VERSION}, {@link ErrorCode#FLINK_UNREACHABLE}
     */
    void requireVersion() throws InterruptedException {
        String there = answer(rest.getClusterOverview()).getVersion();
        String here = EnvironmentInformation.getVersion();
        if (!minor(there).equals(minor(here))) {
            throw new CulvertException(
                    ErrorCode.FLINK_VERSION,
                    "Flink on " + address,
                    "It is " + there + "; jobs of this Culvert are for " + minor(here) + ".",
                    Changed.NOTHING,
                    "Run a cluster of Flink " + here + ".");
        }
    }

    private static String minor(String version) {
        int last = version.lastIndexOf('.');
        return last < 0 ? version : version.substring(0, last);
    }

    /** Jobs that have not ended. */
    List<Job> running() throws InterruptedException {
        return answer(rest.listJobs()).stream()
                .filter(job -> !job.getJobState().isGloballyTerminalState())
                .map(job -> new Job(job.getJobId(), job.getJobName()))
                .toList();
    }

    /**
     * Empty if there is no answer; empty inside if the job is not known. Asked for by the list of all: of one that is not known the server
     * says no more than that it has met an error.
     */
    Optional<Optional<JobStatus>> status(JobID job) throws InterruptedException {
        try {
            return Optional.of(rest.listJobs().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .filter(each -> each.getJobId().equals(job))
                    .map(JobStatusMessage::getJobState)
                    .findFirst());
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    /** Why it failed. */
    Throwable failure(JobID job) {
        try {
            return answer(rest.requestJobResult(job))
                    .getSerializedThrowable()
                    .map(Throwable.class::cast)
                    .orElseGet(() -> new IllegalStateException("no reason is told"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    /** Asks for it; nothing is said if it has ended, or nobody answers. */
    void cancel(JobID job) throws InterruptedException {
        try {
            rest.cancel(job).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // whoever asked looks at its state
        }
    }

    private <T> T answer(CompletableFuture<T> asked) throws InterruptedException {
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(address.toString(), Changed.NOTHING, e);
        } catch (TimeoutException e) {
            throw unreachable(address.toString(), Changed.NOTHING, e);
        }
    }

    static CulvertException unreachable(String address, Changed changed, Throwable e) {
        return new CulvertException(
                ErrorCode.FLINK_UNREACHABLE,
                "Flink on " + address,
                ExceptionUtils.findThrowable(e, ConnectException.class).isPresent()
                        ? "Nobody listens there."
                        : "There is no answer that a JobManager gives.",
                changed,
                "Give --flink the address of the JobManager's web interface, and see that it runs.",
                e);
    }

    @Override
    public void close() {
        rest.close();
    }
}
