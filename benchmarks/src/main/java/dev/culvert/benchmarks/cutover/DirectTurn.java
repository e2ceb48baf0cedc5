package dev.culvert.benchmarks.cutover;

import java.time.Duration;
import java.util.Map;

/**
 * A turn under clients with connections of their own.
 *
 * @param word cutover or rollback
 * @param acknowledged writes
 * @param refused by SQLSTATE, of clients; not of what the prober tries on the closed side
 * @param gap the longest time in which no write was taken by either side, of anybody
 */
public record DirectTurn(
        int round, String word, long acknowledged, Map<String, Long> refused, Duration gap, Duration writePause) {}
