package dev.culvert.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.PipelineDefinition;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusTickerTest {

    @Test
    void itTicksUntilItIsClosed() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(4);
        PipelineDefinition definition = Scene.definition();
        StatusView view = new StatusView(new StatusBoard("shop", Clock.systemUTC()), definition, () -> {
            asked.countDown();
            return System.nanoTime();
        });

        Thread thread;
        try (StatusTicker ticker = StatusTicker.start(view)) {
            assertThat(asked.await(30, TimeUnit.SECONDS))
                    .as("it ticks more than once")
                    .isTrue();
            thread = ticker.thread();
            assertThat(thread.getName()).isEqualTo("culvert-status-shop");
            assertThat(thread.isDaemon()).isTrue();
        }
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(view.sinceTick()).isPresent();
    }
}
