package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All turns, and what they worked on. @param versions of source and target */
public record SinkResult(Shape shape, Backlog backlog, String versions, List<SinkTurn> turns) {
    public SinkResult {
        turns = List.copyOf(turns);
    }

    /** In the order of their first turn. */
    public List<String> systems() {
        return turns.stream().map(SinkTurn::system).distinct().toList();
    }

    public double median(String system, ToDoubleFunction<SinkTurn> figure) {
        return Turns.median(turns.stream()
                .filter(turn -> turn.system().equals(system))
                .mapToDouble(figure)
                .toArray());
    }

    /** Of a system to the subscription, round by round. */
    public double[] ratios(String system, ToDoubleFunction<SinkTurn> figure) {
        return turns.stream()
                .filter(turn -> turn.system().equals(system))
                .flatMapToDouble(turn -> turns.stream()
                        .filter(other ->
                                other.round() == turn.round() && other.system().equals(Subscription.NAME))
                        .mapToDouble(other -> figure.applyAsDouble(turn) / figure.applyAsDouble(other)))
                .toArray();
    }
}
