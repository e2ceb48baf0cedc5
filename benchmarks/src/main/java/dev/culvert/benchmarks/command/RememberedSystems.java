package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.suite.Systems;
import dev.culvert.benchmarks.system.CdcSystem;
import java.util.List;

/** {@link SystemOptions}, and the systems that they named first: their descriptions are the same on all servers. */
final class RememberedSystems implements Systems {
    private final SystemOptions options;
    private List<CdcSystem> first = List.of();

    RememberedSystems(SystemOptions options) {
        this.options = options;
    }

    List<CdcSystem> first() {
        return first;
    }

    @Override
    public List<CdcSystem> on(Rig rig) {
        return remembered(options.on(rig));
    }

    @Override
    public List<CdcSystem> on(Rig rig, List<Integer> workers) {
        return remembered(options.on(rig, workers));
    }

    private List<CdcSystem> remembered(List<CdcSystem> systems) {
        first = first.isEmpty() ? systems : first;
        return systems;
    }
}
