package dev.culvert.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The lines that one stream of a child has given so far, in memory and in a file. Safe for any thread. */
public final class ChildOutput {
    private final String name;
    private final Path file;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private ChildOutput(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    static ChildOutput read(String name, InputStream stream, Path file) {
        ChildOutput output = new ChildOutput(name, file);
        Thread reader = new Thread(() -> output.copy(stream), "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
        return output;
    }

    private void copy(InputStream stream) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                Writer out = Files.newBufferedWriter(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line + "\n");
                out.flush();
                add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("output of " + name, e);
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    public Path file() {
        return file;
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    public String text() {
        return String.join("\n", lines());
    }

    /** The first line, of those there are and those to come, that is as wanted; else a {@link TestkitException}. */
    public String waitFor(Predicate<String> wanted, Duration limit) {
        return waitFor(0, wanted, limit);
    }

    /** As {@link #waitFor(Predicate, Duration)}, leaving out the first {@code from} lines. */
    public synchronized String waitFor(int from, Predicate<String> wanted, Duration limit) {
        Deadline deadline = Deadline.after(limit);
        int next = from;
        while (true) {
            for (; next < lines.size(); next++) {
                if (wanted.test(lines.get(next))) {
                    return lines.get(next);
                }
            }
            if (ended || deadline.passed()) {
                throw new TestkitException(
                        "no such line from " + name + (ended ? " before its end" : " in " + limit) + ":\n" + text());
            }
            await(deadline);
        }
    }

    /** Waits until the stream has ended; a {@link TestkitException} when it has not in time. */
    synchronized void awaitEnd(Duration limit) {
        Deadline deadline = Deadline.after(limit);
        while (!ended) {
            if (deadline.passed()) {
                throw new TestkitException("the output of " + name + " has not ended in " + limit);
            }
            await(deadline);
        }
    }

    private void await(Deadline deadline) {
        try {
            TimeUnit.NANOSECONDS.timedWait(
                    this, Math.max(1, deadline.remaining().toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for " + name, e);
        }
    }
}
