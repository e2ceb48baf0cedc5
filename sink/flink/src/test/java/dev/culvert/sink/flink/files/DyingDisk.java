package dev.culvert.sink.flink.files;

import java.io.IOException;
import java.nio.file.Path;

/** A disk of a process that dies at one step, before the step or right after it, and does nothing more. */
final class DyingDisk extends Disk {
    private final int last;
    private final boolean after;
    private int steps;

    /** What it dies of. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    DyingDisk(int last, boolean after) {
        this.last = last;
        this.after = after;
    }

    boolean isDead() {
        return steps >= last;
    }

    private interface Step {
        void take() throws IOException;
    }

    private void step(Step step) throws IOException {
        steps++;
        if (steps < last || steps == last && after) {
            step.take();
        }
        if (steps >= last) {
            throw new Death();
        }
    }

    @Override
    void makeFolder(Path folder) throws IOException {
        if (!java.nio.file.Files.isDirectory(folder)) {
            step(() -> super.makeFolder(folder));
        }
    }

    @Override
    void sync(Path path) throws IOException {
        step(() -> super.sync(path));
    }

    @Override
    void write(Path file, byte[] content) throws IOException {
        step(() -> super.write(file, content));
    }

    @Override
    void link(Path name, Path file) throws IOException {
        step(() -> super.link(name, file));
    }

    @Override
    void move(Path from, Path to) throws IOException {
        step(() -> super.move(from, to));
    }

    @Override
    void delete(Path path) throws IOException {
        step(() -> super.delete(path));
    }
}
