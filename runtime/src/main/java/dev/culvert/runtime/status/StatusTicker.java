package dev.culvert.runtime.status;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that calls {@link StatusView#tick()} once a second, for as long as the process runs: rates and alerts go on while
 * the pipeline copies, or waits to start over.
 */
public final class StatusTicker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusTicker.class);

    private final StatusView view;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private StatusTicker(StatusView view) {
        this.view = view;
        this.thread = new Thread(this::run, "culvert-status-" + view.board().pipeline());
        this.thread.setDaemon(true);
    }

    public static StatusTicker start(StatusView view) {
        StatusTicker ticker = new StatusTicker(view);
        ticker.thread.start();
        return ticker;
    }

    private void run() {
        try {
            do {
                tick();
            } while (!stop.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        try {
            view.tick();
        } catch (RuntimeException e) {
            // the thread's border: a defect of the status must neither end the pipeline nor pass unseen
            LOG.error("the status could not be sampled", e);
        }
    }

    Thread thread() {
        return thread;
    }

    /** Ends the thread. */
    @Override
    public void close() {
        stop.countDown();
    }
}
