package dev.culvert.benchmarks.turn;

import dev.culvert.benchmarks.system.ProcessorTime;
import dev.culvert.benchmarks.system.RunningSystem;
import java.time.Duration;

/** Processor time of a system and of the servers that work for it, from its first record on as well as in all. */
final class CostMeter {
    private final ProcessorTime servers = ProcessorTime.start();
    private Spent atFirstRecord = new Spent(Duration.ZERO, Duration.ZERO);

    /**
     * @param system of all its threads
     * @param servers without the system
     */
    record Spent(Duration system, Duration servers) {}

    void firstRecord(RunningSystem running) {
        atFirstRecord = soFar(running);
    }

    Spent soFar(RunningSystem running) {
        return new Spent(running.usage().cpu(), servers.ofServers(running));
    }

    Spent atFirstRecord() {
        return atFirstRecord;
    }
}
