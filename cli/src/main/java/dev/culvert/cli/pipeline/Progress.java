package dev.culvert.cli.pipeline;

import dev.culvert.cli.command.Terminal;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows where the pipelines that run stand, as one block on stderr: redrawn each second on a terminal; elsewhere, and where changes
 * are shown in between, printed at each change of phase and every 30 seconds.
 */
final class Progress implements AutoCloseable {
    private static final long PRINT_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final List<StatusView> views;
    private final Terminal terminal;
    private final boolean redraw;
    private final StatusText text;
    private final ScheduledExecutorService ticker;

    private List<PipelinePhase> phases = List.of();
    private long printed;
    private int drawn;

    private Progress(List<StatusView> views, Terminal terminal, boolean redraw) {
        this.views = views;
        this.terminal = terminal;
        this.redraw = redraw;
        this.text = new StatusText(terminal.style());
        this.ticker = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "culvert-progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param interrupted whether other lines come in between */
    static Progress start(List<StatusView> views, Terminal terminal, boolean interrupted) {
        Progress progress = new Progress(views, terminal, terminal.interactive() && !interrupted);
        progress.ticker.scheduleAtFixedRate(progress::tick, 1, 1, TimeUnit.SECONDS);
        return progress;
    }

    private void tick() {
        List<PipelineStatus> statuses = views.stream().map(StatusView::status).toList();
        List<PipelinePhase> now = statuses.stream().map(PipelineStatus::phase).toList();
        boolean changed = !now.equals(phases);
        phases = now;
        List<String> block = statuses.size() == 1 ? text.summary(statuses.get(0)) : text.overview(statuses);
        if (redraw) {
            draw(block);
        } else if (changed || System.nanoTime() - printed >= PRINT_EVERY_NANOS) {
            printed = System.nanoTime();
            block.forEach(terminal::message);
        }
    }

    private void draw(List<String> block) {
        terminal.redraw(drawn, block);
        drawn = block.size();
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
