package dev.culvert.benchmarks.drain;

import dev.culvert.benchmarks.reference.PgRecvlogicalTurn;
import dev.culvert.benchmarks.reference.ReplicationStreamReader;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.util.List;

/**
 * @param walBytes that every slot had to go through
 * @param limit what the server alone can do, read with pgjdbc
 * @param tool PostgreSQL's own client, once in each round
 */
public record DrainResult(
        Shape shape,
        Backlog backlog,
        long walBytes,
        ReplicationStreamReader.Result limit,
        List<PgRecvlogicalTurn> tool,
        Turns turns) {
    public DrainResult {
        tool = List.copyOf(tool);
    }

    /** Of a system to PostgreSQL's own client, round by round. */
    public double[] ratiosToTool(String system) {
        return tool.stream()
                .flatMapToDouble(reference -> turns.all().stream()
                        .filter(turn -> turn.round() == reference.round()
                                && turn.system().equals(system))
                        .mapToDouble(turn -> turn.rate() / reference.rate()))
                .toArray();
    }
}
