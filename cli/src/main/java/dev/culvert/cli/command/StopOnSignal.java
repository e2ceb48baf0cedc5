package dev.culvert.cli.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: tells the pipeline to stop, and lets the process live until it has, but for no more than five seconds. The
 * JVM itself then exits with 143 or 130.
 */
public final class StopOnSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopOnSignal.class);
    private static final Duration PATIENCE = Duration.ofMillis(4_500);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Runnable stop;

    private StopOnSignal(Runnable stop) {
        this.stop = stop;
    }

    /** @param stop is called on a thread of its own when the process is told to end */
    public static StopOnSignal install(Runnable stop) {
        StopOnSignal signal = new StopOnSignal(stop);
        Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "culvert-stop"));
        return signal;
    }

    private void onShutdown() {
        if (finished.getCount() == 0) {
            return; // the end came first
        }
        stop.run();
        try {
            if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("not stopped in {}; what is not committed is aborted and comes again", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has said everything. */
    public void finished() {
        finished.countDown();
    }
}
