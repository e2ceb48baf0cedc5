package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.copy.CopyColumn;
import dev.culvert.migration.copy.CopyTable;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
    private static final long DISK = 1_000_000;

    private final AtomicLong clock = new AtomicLong(1);

    @Test
    void rowsThatAreShorterOnTheWireThanOnTheDiskAreNoTimeLeft() {
        ProgressMeter meter = begun(100);
        meter.moved(50, DISK / 10);
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(meter.now().timeLeft()).contains(Duration.ofSeconds(10));
        meter.moved(50, DISK / 10);
        assertThat(meter.now().timeLeft()).contains(Duration.ZERO);
        assertThat(meter.now().bytes()).isEqualTo(DISK / 5);
    }

    @Test
    void withoutAnEstimateOfTheRowsTheBytesTell() {
        ProgressMeter meter = begun(0);
        meter.moved(100, DISK / 4);
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(meter.now().timeLeft()).contains(Duration.ofSeconds(30));
        meter.moved(100, DISK);
        assertThat(meter.now().timeLeft()).contains(Duration.ZERO);
    }

    @Test
    void beforeTheFirstByteNothingIsTold() {
        assertThat(begun(100).now().timeLeft()).isEqualTo(Optional.empty());
    }

    private ProgressMeter begun(long estimatedRows) {
        ProgressMeter meter = new ProgressMeter(progress -> {}, clock::get);
        meter.copy(
                0,
                List.of(new CopyTable(
                        new TableId("public", "t"),
                        List.of(CopyColumn.plain("a")),
                        true,
                        true,
                        estimatedRows,
                        DISK,
                        List.of(""))));
        return meter;
    }
}
