package dev.culvert.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GcLogTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void addsWhatTheHeapGrewByBetweenCollectionsAndUntilTheEnd() {
        assertThat(
                        GcLog.allocatedBytes(
                                """
                        [0.011s][info][gc] Using Parallel
                        [0.724s][info][gc] GC(0) Pause Young (Metadata GC Threshold) 180M->9M(1963M) 8.456ms
                        [0.750s][info][gc] GC(1) Pause Full (Metadata GC Threshold) 9M->8M(1963M) 25.1ms
                        [2.106s][info][gc] GC(2) Pause Young (Allocation Failure) 520M->31M(1963M) 14.6ms
                        [9.000s][info][gc,heap,exit] Heap
                        [9.000s][info][gc,heap,exit]  PSYoungGen      total 611840K, used 40960K [0x1, 0x2, 0x3)
                        [9.000s][info][gc,heap,exit]   eden space 524800K, 7% used [0x1,0x2,0x3)
                        [9.000s][info][gc,heap,exit]  ParOldGen       total 1398272K, used 1024K [0x1, 0x2, 0x3)
                        [9.000s][info][gc,heap,exit]   object space 1398272K, 0% used [0x1,0x2,0x3)
                        [9.000s][info][gc,heap,exit]  Metaspace       used 35148K, committed 35648K, reserved 1114112K
                        [9.000s][info][gc,heap,exit]   class space    used 4094K, committed 4352K, reserved 1048576K
                        """))
                .isEqualTo((180 + 0 + 512 + 10) * MEGABYTE);
    }

    @Test
    void readsG1() {
        assertThat(
                        GcLog.allocatedBytes(
                                """
                        [1.106s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 100M->10M(1024M) 4.6ms
                        [1.206s][info][gc] GC(1) Concurrent Mark Cycle
                        [9.000s][info][gc,exit]  garbage-first heap   total 1048576K, used 20480K [0x1, 0x2)
                        """))
                .isEqualTo(110 * MEGABYTE);
    }

    @Test
    void saysNothingOfAProcessThatWasKilled() {
        assertThat(GcLog.allocatedBytes("[0.7s][info][gc] GC(0) Pause Young (Normal) 180M->9M(1963M) 8.4ms"))
                .isZero();
    }
}
