package dev.culvert.benchmarks.system;

import java.time.Duration;

/** What a process had used when it was last looked at: once it has ended, nobody can tell any more. For one thread. */
public final class ProcessUse {
    private final long pid;
    private Duration cpu = Duration.ZERO;
    private long peakResidentBytes;

    public ProcessUse(long pid) {
        this.pid = pid;
    }

    public void look() {
        peakResidentBytes = Math.max(peakResidentBytes, ProcessMemory.peakBytes(pid));
        cpu = ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .filter(now -> now.compareTo(cpu) > 0)
                .orElse(cpu);
    }

    public double cpuSeconds() {
        return cpu.toMillis() / 1e3;
    }

    public long peakResidentBytes() {
        return peakResidentBytes;
    }
}
