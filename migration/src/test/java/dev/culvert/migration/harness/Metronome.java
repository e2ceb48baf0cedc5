package dev.culvert.migration.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ticks every 10 ms, and knows the longest time in which it could not: for so long the machine gave nobody a processor, and a limit
 * of the tool's own cannot be held against it.
 */
public final class Metronome implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(10);

    private final Thread thread = new Thread(this::run, "metronome");
    private volatile boolean stopped;
    private volatile long longest;

    private Metronome() {}

    public static Metronome start() {
        Metronome metronome = new Metronome();
        metronome.thread.setDaemon(true);
        metronome.thread.start();
        return metronome;
    }

    private void run() {
        long last = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(PERIOD.toNanos());
            long now = System.nanoTime();
            longest = Math.max(longest, now - last - PERIOD.toNanos());
            last = now;
        }
    }

    /** By how much the latest tick of all was late. */
    public Duration longestStall() {
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
