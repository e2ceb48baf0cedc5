package dev.culvert.benchmarks.system;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import java.time.Duration;

/** A started system; {@link #close} ends it and removes its files. */
public final class RunningSystem implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final ServerProcess process;
    private final RunDirectory directory;
    private final String topic;
    private final long startedAt;

    RunningSystem(ServerProcess process, RunDirectory directory, String topic, long startedAt) {
        this.process = process;
        this.directory = directory;
        this.topic = topic;
        this.startedAt = startedAt;
    }

    /** Where the changes of the orders table go. */
    public String topic() {
        return topic;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@link System#nanoTime} when the process was started. */
    public long startedAt() {
        return startedAt;
    }

    public String logTail() {
        return process.logTail();
    }

    /** What it has used so far. */
    public Usage usage() {
        Duration cpu = ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
        return new Usage(cpu, ProcessMemory.peakBytes(process.pid()));
    }

    /**
     * @param cpu of all its threads
     * @param peakResidentBytes of memory; 0 where the system does not say
     */
    public record Usage(Duration cpu, long peakResidentBytes) {}

    /** Ends it. */
    public void end() {
        process.signal("TERM");
        if (!Deadline.after(STOP_LIMIT).await(() -> !process.isAlive())) {
            process.signal("KILL");
            process.awaitExit(STOP_LIMIT);
        }
    }

    /** On its heap; once it has ended. 0 where its collector does not say. */
    public long allocatedBytes() {
        return GcLog.allocatedBytes(directory.path());
    }

    @Override
    public void close() {
        end();
        directory.close();
    }
}
