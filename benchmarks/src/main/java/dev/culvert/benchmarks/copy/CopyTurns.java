package dev.culvert.benchmarks.copy;

import java.util.Arrays;
import java.util.List;

/**
 * Every copy of a run.
 *
 * @param turns each system once a round
 */
public record CopyTurns(long rows, long bytes, List<CopyTurn> turns) {

    /** By name. */
    public List<String> systems() {
        return turns.stream().map(CopyTurn::system).distinct().sorted().toList();
    }

    public double median(String system) {
        return median(turns.stream()
                .filter(turn -> turn.system().equals(system))
                .mapToDouble(CopyTurn::seconds)
                .toArray());
    }

    /** Of the rounds' own ratios: what slows the machine for a while slows both. */
    public double ratio(String system, String other) {
        int rounds = turns.stream().mapToInt(CopyTurn::round).max().orElse(0);
        double[] ratios = new double[rounds];
        for (int round = 1; round <= rounds; round++) {
            ratios[round - 1] = seconds(round, system) / seconds(round, other);
        }
        return median(ratios);
    }

    private double seconds(int round, String system) {
        return turns.stream()
                .filter(turn -> turn.round() == round && turn.system().equals(system))
                .findFirst()
                .orElseThrow()
                .seconds();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
