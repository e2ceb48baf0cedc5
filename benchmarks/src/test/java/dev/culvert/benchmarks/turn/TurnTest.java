package dev.culvert.benchmarks.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Turn TURN = new Turn(1, "x", 1_000_000, 4, 8, 11, 7, 3, 2, 900_000_000, 500_000_000, 0);

    @Test
    void rateIsOfTheTimeFromTheFirstRecord() {
        assertThat(TURN.rate()).isEqualTo(250_000);
        assertThat(TURN.rateWithStart()).isEqualTo(125_000);
    }

    @Test
    void processorTimeOfARecordLeavesOutTheStart() {
        assertThat(TURN.cpuMicrosPerRecord()).isEqualTo(8);
        assertThat(TURN.serverCpuMicrosPerRecord()).isEqualTo(5);
    }

    @Test
    void allocationIsOfTheWholeRun() {
        assertThat(TURN.allocatedBytesPerRecord()).isEqualTo(500);
    }
}
