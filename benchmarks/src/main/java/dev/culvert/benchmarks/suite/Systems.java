package dev.culvert.benchmarks.suite;

import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import java.util.List;

/** Which systems take part. */
public interface Systems {
    List<CdcSystem> on(Rig rig);

    /** Culvert once with each number of workers that copy tables. */
    List<CdcSystem> on(Rig rig, List<Integer> workers);
}
