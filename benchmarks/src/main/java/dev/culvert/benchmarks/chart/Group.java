package dev.culvert.benchmarks.chart;

import java.util.List;

/** Bars of one workload under each other. */
record Group(String name, List<Bar> bars) {
    Group {
        bars = List.copyOf(bars);
    }
}
