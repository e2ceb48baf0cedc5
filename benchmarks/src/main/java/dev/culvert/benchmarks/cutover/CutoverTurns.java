package dev.culvert.benchmarks.cutover;

import java.util.List;

/**
 * Every turn of a run.
 *
 * @param pooled under pgbench through PgBouncer
 * @param direct under clients with connections of their own
 */
public record CutoverTurns(List<PooledTurn> pooled, List<DirectTurn> direct) {
    public CutoverTurns {
        pooled = List.copyOf(pooled);
        direct = List.copyOf(direct);
    }
}
