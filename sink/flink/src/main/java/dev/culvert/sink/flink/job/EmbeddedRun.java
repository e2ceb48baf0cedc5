package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.CulvertException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** On a Flink of this process, on its threads. The state of the sources is in memory, since each sink's own store says where to go on. */
final class EmbeddedRun implements JobRun {
    private final SinkGraph graph;
    private final EmbeddedOptions options;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private JobClient client;

    EmbeddedRun(SinkGraph graph, EmbeddedOptions options) {
        this.graph = graph;
        this.options = options;
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
                options.parallelism(), JobSettings.embedded(graph.sinks(), options));
        synchronized (this) {
            if (stopped.getCount() != 0) {
                client = begin(environment);
            }
            return client;
        }
    }

    private JobClient begin(StreamExecutionEnvironment environment) {
        try {
            return graph.start(environment);
        } catch (CulvertException e) {
            throw JobErrors.ofStart(e, options.pages());
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
