package dev.culvert.cli.progress;

import dev.culvert.cli.command.Terminal;
import dev.culvert.migration.start.StartPhase;
import dev.culvert.migration.start.StartProgress;
import dev.culvert.schemas.status.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows how far a start is, as one block on stderr: redrawn on a terminal; elsewhere printed at each change of phase and every
 * 30 seconds. Told by one thread at a time.
 */
public final class StartProgressText implements Consumer<StartProgress> {
    private static final long PRINT_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final Terminal terminal;
    private StartPhase phase;
    private long printed;
    private int drawn;

    public StartProgressText(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void accept(StartProgress progress) {
        List<String> block = lines(progress);
        if (terminal.interactive()) {
            terminal.redraw(drawn, block);
            drawn = block.size();
            return;
        }
        if (progress.phase() != phase || System.nanoTime() - printed >= PRINT_EVERY_NANOS) {
            phase = progress.phase();
            printed = System.nanoTime();
            block.forEach(terminal::message);
        }
    }

    static List<String> lines(StartProgress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(progress.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "  " + progress.tablesDone()
                + " of " + progress.tables() + " tables");
        if (progress.bytes() > 0) {
            lines.add("  copied     " + progress.rows() + " rows, " + Amount.bytes(progress.bytes()) + " of about "
                    + Amount.bytes(progress.expectedBytes()) + ", " + Amount.bytes(progress.bytesPerSecond()) + "/s, "
                    + progress.timeLeft().map(Amount::time).orElse("-") + " left");
        }
        progress.waitingFor().ifPresent(what -> lines.add("  waiting    " + what));
        return lines;
    }
}
