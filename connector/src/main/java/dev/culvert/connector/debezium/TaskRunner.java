package dev.culvert.connector.debezium;

import dev.culvert.connector.replication.Abandonable;
import io.debezium.connector.common.DebeziumTaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops Debezium's task on threads that the engine can leave behind: either can wait for a server that does not answer.
 */
final class TaskRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final long STOP_MILLIS = 1_200;

    private final EngineTask task;
    private final StreamMonitor monitor;
    private Optional<Abandonable<Boolean>> start = Optional.empty();

    TaskRunner(EngineTask task, StreamMonitor monitor) {
        this.task = task;
        this.monitor = monitor;
    }

    /** Whether it runs; false if the engine was told to stop meanwhile. */
    boolean start(StartPosition position) throws InterruptedException {
        Abandonable<Boolean> starting =
                new Abandonable<>("culvert-debezium-start", () -> start(position.settings(), position));
        start = Optional.of(starting);
        try {
            return starting.await(monitor::isStopped).orElse(false);
        } catch (ExecutionException e) {
            throw DebeziumErrors.broken(e.getCause());
        }
    }

    private boolean start(Map<String, String> settings, StartPosition position) {
        task.initialize(position);
        task.start(settings);
        if (task.getTaskState() != DebeziumTaskState.RUNNING) {
            // a failure that it takes for a passing one: it would try again for ever, in silence
            throw new IllegalStateException("the task did not start");
        }
        return true;
    }

    /** The records of the next milliseconds; none if it is quiet. */
    List<SourceRecord> poll() throws InterruptedException {
        try {
            List<SourceRecord> records = task.poll();
            return records == null ? List.of() : records;
        } catch (RuntimeException e) {
            // an error outside the stream, such as in its start
            throw monitor.failure().orElseGet(() -> DebeziumErrors.broken(e));
        }
    }

    /** Waits a little for Debezium to end; what does not end then is waiting for the server, and ends with its sockets. */
    @Override
    public void close() {
        start.ifPresent(this::stop);
    }

    private void stop(Abandonable<Boolean> started) {
        Abandonable<Boolean> stop = new Abandonable<>("culvert-debezium-stop", () -> stopAfter(started));
        boolean interrupted = Thread.interrupted();
        try {
            if (stop.await(STOP_MILLIS).isEmpty()) {
                LOG.debug("Debezium still waits for the server; it ends with its connections");
            }
        } catch (ExecutionException e) {
            LOG.debug(
                    "Debezium did not start or stop in good order: {}",
                    e.getCause().getClass().getName());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopAfter(Abandonable<Boolean> started) throws InterruptedException, ExecutionException {
        started.await();
        task.stop();
        return true;
    }
}
