package dev.culvert.sink.flink.job;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** On a Flink of this process, on its threads. The state of the sources is in memory, since each sink's own store says where to go on. */
final class EmbeddedRun implements JobRun {
    private final SinkGraph graph;
    private final int parallelism;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private JobClient client;

    EmbeddedRun(SinkGraph graph, int parallelism) {
        this.graph = graph;
        this.parallelism = parallelism;
    }

    @Override
    public void run() {
        JobClient running = start();
        if (running == null) {
            return;
        }
        try {
            running.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            if (stopped.getCount() != 0) {
                throw JobErrors.of(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    /** @return null if it was told to stop before */
    private JobClient start() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(
                parallelism, JobSettings.embedded(graph.sinks(), parallelism));
        synchronized (this) {
            if (stopped.getCount() != 0) {
                client = graph.start(environment);
            }
            return client;
        }
    }

    @Override
    public void stop() {
        synchronized (this) {
            stopped.countDown();
            if (client == null) {
                return;
            }
            try {
                client.cancel();
            } catch (IllegalStateException e) {
                // it has ended by itself meanwhile, and its Flink with it; Flink has no other word for that
                client = null;
            }
        }
    }
}
