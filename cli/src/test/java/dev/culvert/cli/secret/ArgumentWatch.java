package dev.culvert.cli.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/** Keeps the arguments of every program that is started below this process, as every user of the machine could read them. */
final class ArgumentWatch implements AutoCloseable {
    private static final long BETWEEN = 30_000_000;

    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final Thread thread = new Thread(this::watch, "argument-watch");
    private volatile boolean ends;

    private ArgumentWatch() {}

    static ArgumentWatch start() {
        ArgumentWatch watch = new ArgumentWatch();
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        while (!ends) {
            ProcessHandle.current().descendants().forEach(process -> {
                try {
                    seen.add(Files.readString(
                                    Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                                    StandardCharsets.ISO_8859_1)
                            .replace('\0', ' '));
                } catch (IOException gone) {
                    // it has ended between the two looks
                }
            });
            LockSupport.parkNanos(BETWEEN);
        }
    }

    /** A line each. */
    String seen() {
        return String.join("\n", seen);
    }

    @Override
    public void close() {
        ends = true;
    }
}
