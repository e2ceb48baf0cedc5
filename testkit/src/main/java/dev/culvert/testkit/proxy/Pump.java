package dev.culvert.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of one connection: a thread that reads and stamps what comes with the time when it is due, a thread
 * that writes it then. Two, because a delay must not slow the stream down. What waits in between is bounded, so that a
 * frozen direction pushes back on its sender as a full network does.
 */
final class Pump {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int QUEUED_CHUNKS = 64;

    private record Chunk(byte[] bytes, long dueNanos) {
        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final Faults faults;
    private final Runnable onEnd;
    private final Runnable onBroken;
    private final List<Thread> threads;

    /**
     * {@code onEnd} is called when the sender has ended and all is delivered, {@code onBroken} when the connection must
     * end: cut, or an error on either side.
     */
    Pump(String name, Direction direction, Socket from, Socket to, Faults faults, Runnable onEnd, Runnable onBroken) {
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.onEnd = onEnd;
        this.onBroken = onBroken;
        this.threads = List.of(
                new Thread(this::read, name + "-" + direction + "-read"),
                new Thread(this::write, name + "-" + direction + "-write"));
    }

    void start() {
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Ends the threads, the caller's own excepted. */
    void interrupt() {
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    private void read() {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                queue.put(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + faults.delayNanos()));
            }
            queue.put(new Chunk(new byte[0], System.nanoTime() + faults.delayNanos()));
        } catch (IOException broken) {
            onBroken.run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = queue.take(); !chunk.isEnd(); chunk = queue.take()) {
                parkUntil(chunk.dueNanos());
                int admitted = faults.admit(direction, chunk.bytes().length);
                out.write(chunk.bytes(), 0, admitted);
                if (admitted < chunk.bytes().length) {
                    onBroken.run();
                    return;
                }
                parkUntil(System.nanoTime() + faults.nanosFor(admitted));
            }
            to.shutdownOutput();
            onEnd.run();
        } catch (IOException broken) {
            onBroken.run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void parkUntil(long dueNanos) throws InterruptedException {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
