package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts a start's progress and tells of it, at each phase and at most twice a second in between. Safe for several threads. */
public final class ProgressMeter {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Consumer<StartProgress> listener;
    private final LongSupplier nanos;
    private StartPhase phase = StartPhase.CHECKING;
    private Optional<String> waitingFor = Optional.empty();
    private int tablesDone;
    private int tables;
    private long rows;
    private long bytes;
    private long expectedBytes;
    private long expectedRows;
    private long copyBegan;
    private long told;

    public ProgressMeter(Consumer<StartProgress> listener) {
        this(listener, System::nanoTime);
    }

    /** @param nanos a monotonic clock */
    ProgressMeter(Consumer<StartProgress> listener, LongSupplier nanos) {
        this.listener = listener;
        this.nanos = nanos;
        this.told = nanos.getAsLong() - PAUSE.toNanos();
    }

    public synchronized void enter(StartPhase next) {
        phase = next;
        waitingFor = Optional.empty();
        tell(true);
    }

    public synchronized void waitFor(String what) {
        waitingFor = Optional.of(what);
        tell(false);
    }

    /** The copy begins: of {@code plan}, with {@code done} tables there from before. */
    public synchronized void copy(int done, List<CopyTable> plan) {
        tablesDone = done;
        tables = done + plan.size();
        expectedBytes = plan.stream().mapToLong(CopyTable::bytes).sum();
        boolean known = plan.stream().allMatch(table -> table.bytes() == 0 || table.estimatedRows() > 0);
        expectedRows = known ? plan.stream().mapToLong(CopyTable::estimatedRows).sum() : 0;
        copyBegan = nanos.getAsLong();
        enter(StartPhase.COPYING);
    }

    public synchronized void moved(long moreRows, long moreBytes) {
        rows += moreRows;
        bytes += moreBytes;
        tell(false);
    }

    public synchronized void tableDone() {
        tablesDone++;
        tell(false);
    }

    public synchronized StartProgress now() {
        double seconds = copyBegan == 0 ? 0 : (nanos.getAsLong() - copyBegan) / 1e9;
        long rate = seconds == 0 ? 0 : (long) (bytes / seconds);
        Optional<Duration> left = phase != StartPhase.COPYING || rate == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (seconds * 1000 * (1 / share() - 1))));
        return new StartProgress(phase, tablesDone, tables, rows, bytes, expectedBytes, rate, left, waitingFor);
    }

    /** Of the copy that is done. The bytes alone would never come to what the disk has: blanks at the end are not sent. */
    private double share() {
        double ofBytes = (double) bytes / Math.max(1, expectedBytes);
        double ofRows = expectedRows == 0 ? 0 : (double) rows / expectedRows;
        return Math.min(1, Math.max(ofBytes, ofRows));
    }

    private void tell(boolean atOnce) {
        long now = nanos.getAsLong();
        if (atOnce || now - told >= PAUSE.toNanos()) {
            told = now;
            listener.accept(now());
        }
    }
}
