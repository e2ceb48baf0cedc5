package dev.culvert.benchmarks.turn;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All turns of a benchmark. */
public record Turns(List<Turn> all) {
    public Turns {
        all = List.copyOf(all);
    }

    /** In the order of their first turn. */
    public List<String> systems() {
        return all.stream().map(Turn::system).distinct().toList();
    }

    public double median(String system, ToDoubleFunction<Turn> figure) {
        return median(all.stream()
                .filter(turn -> turn.system().equals(system))
                .mapToDouble(figure)
                .toArray());
    }

    /** The figure of {@code system} by that of {@code other}, round by round: both had the machine in the same state. */
    public double[] ratios(String system, String other, ToDoubleFunction<Turn> figure) {
        return all.stream()
                .filter(turn -> turn.system().equals(system))
                .flatMapToDouble(turn -> all.stream()
                        .filter(peer -> peer.system().equals(other) && peer.round() == turn.round())
                        .mapToDouble(peer -> figure.applyAsDouble(turn) / figure.applyAsDouble(peer)))
                .toArray();
    }

    /** NaN of nothing. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
