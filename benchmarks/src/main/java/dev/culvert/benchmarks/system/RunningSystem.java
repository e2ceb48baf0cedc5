package dev.culvert.benchmarks.system;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

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
        return new Usage(cpu, peakResidentBytes());
    }

    /**
     * @param cpu of all its threads
     * @param peakResidentBytes of memory; 0 where the system does not say
     */
    public record Usage(Duration cpu, long peakResidentBytes) {}

    private long peakResidentBytes() {
        try {
            return statusLine("VmHWM:")
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .orElse(0L);
        } catch (IOException ended) {
            return 0;
        }
    }

    private Optional<String> statusLine(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(key))
                .findFirst();
    }

    @Override
    public void close() {
        process.signal("TERM");
        if (!Deadline.after(STOP_LIMIT).await(() -> !process.isAlive())) {
            process.signal("KILL");
            process.awaitExit(STOP_LIMIT);
        }
        directory.close();
    }
}
