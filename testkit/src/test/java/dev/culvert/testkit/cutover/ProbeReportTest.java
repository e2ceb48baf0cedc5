package dev.culvert.testkit.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.cutover.ProbeReport.Success;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeReportTest {
    @Test
    void oneSideAfterTheOtherIsACutover() {
        ProbeReport report = new ProbeReport(
                List.of(new Success("old", 0, 5), new Success("old", 10, 15), new Success("new", 40, 45)));

        assertThat(report.problems("old", "new")).isEmpty();
        assertThat(report.longestGap()).isEqualTo(Duration.ofNanos(30));
        assertThat(report.problems("old")).hasSize(1);
        assertThat(report.problems("old", "new", "old")).hasSize(1);
    }

    @Test
    void aSideThatIsStillOpenIsFound() {
        assertThat(new ProbeReport(List.of(
                                new Success("old", 0, 5), new Success("new", 10, 15), new Success("old", 16, 20)))
                        .problems("old", "new"))
                .singleElement()
                .asString()
                .contains("[old, new, old]");
        assertThat(new ProbeReport(List.of(
                                new Success("old", 0, 5),
                                new Success("new", 10, 15),
                                new Success("new", 20, 25),
                                new Success("old", 18, 30)))
                        .problems("old", "new"))
                .isNotEmpty();
    }

    /** An answer that came late: the write itself was before. */
    @Test
    void whatOverlapsProvesNothing() {
        assertThat(new ProbeReport(
                                List.of(new Success("old", 0, 5), new Success("new", 8, 15), new Success("old", 6, 30)))
                        .problems("old", "new"))
                .isEmpty();
    }
}
