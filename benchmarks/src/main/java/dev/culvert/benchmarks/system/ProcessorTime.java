package dev.culvert.benchmarks.system;

import java.time.Duration;

/**
 * Processor time that the servers use while a system works: PostgreSQL with its WAL sender, the broker, the registry. What
 * a system makes them do is a part of what it costs.
 */
public final class ProcessorTime {
    private final Duration before = total(-1);

    private ProcessorTime() {}

    /** To be called before the system is started. */
    public static ProcessorTime start() {
        return new ProcessorTime();
    }

    /** Of the servers since the start; while the system still runs, and without its own. */
    public Duration ofServers(RunningSystem running) {
        return ofServers(running.pid());
    }

    /** Of the servers since the start, without a process of this id. */
    public Duration ofServers(long pid) {
        return total(pid).minus(before);
    }

    /** The servers are children of this JVM. */
    private static Duration total(long except) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.pid() != except)
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
