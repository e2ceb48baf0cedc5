package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.system.CdcSystem;
import java.io.PrintWriter;
import java.util.List;

/** What stands above every report. */
final class Headline {
    private Headline() {}

    static void print(Machine machine, List<CdcSystem> systems, PrintWriter out) {
        out.println("Machine: " + machine);
        systems.forEach(system -> out.println("System:  " + system.description()));
    }
}
