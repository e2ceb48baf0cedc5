package dev.culvert.cli.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** An answer that is asked for anew when it is older than a second, however many ask. Safe for several threads. */
public final class Fresh<T> {
    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<T> read;
    private Optional<T> last = Optional.empty();
    private long readAt;

    public Fresh(Supplier<T> read) {
        this.read = read;
    }

    /** No older than a second. */
    public synchronized T get() {
        if (last.isEmpty() || System.nanoTime() - readAt > NANOS) {
            last = Optional.of(read.get());
            readAt = System.nanoTime();
        }
        return last.get();
    }
}
