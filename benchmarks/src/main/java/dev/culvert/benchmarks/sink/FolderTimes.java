package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** When the first file of a kind came into a folder, and the last, by the times of the files; older ones may be gone when it looks again. For one thread. */
final class FolderTimes {
    private final Path folder;
    private final String ending;
    private long firstMillis;
    private long lastMillis;

    FolderTimes(Path folder, String ending) {
        this.folder = folder;
        this.ending = ending;
    }

    void look() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            long[] times = files.filter(file -> file.toString().endsWith(ending))
                    .mapToLong(FolderTimes::written)
                    .sorted()
                    .toArray();
            if (times.length > 0) {
                firstMillis = firstMillis == 0 ? times[0] : firstMillis;
                lastMillis = times[times.length - 1];
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return Long.MAX_VALUE; // an older one is deleted by a newer
        }
    }

    /** When the last came, by {@link System#nanoTime}. */
    long last() {
        return System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - lastMillis);
    }

    /** From the first to the last. */
    double seconds() {
        if (lastMillis == firstMillis) {
            throw new BenchmarkException("nobody was seen to write");
        }
        return (lastMillis - firstMillis) / 1e3;
    }
}
