package dev.culvert.benchmarks.drain;

import dev.culvert.benchmarks.reference.PgRecvlogicalTurn;
import dev.culvert.benchmarks.reference.ReplicationStreamReader;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;
import java.util.List;

/**
 * @param walBytes that every slot had to go through
 * @param limit what the server alone can do, read with pgjdbc
 * @param tool PostgreSQL's own client, once in each round
 */
public record DrainResult(
        Backlog backlog,
        long walBytes,
        ReplicationStreamReader.Result limit,
        List<PgRecvlogicalTurn> tool,
        Turns turns) {
    public DrainResult {
        tool = List.copyOf(tool);
    }
}
