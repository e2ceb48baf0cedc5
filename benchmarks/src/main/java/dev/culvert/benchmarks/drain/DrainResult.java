package dev.culvert.benchmarks.drain;

import dev.culvert.benchmarks.reference.ReplicationStreamReader;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;

/**
 * @param walBytes that every slot had to go through
 * @param limit what the server alone can do
 */
public record DrainResult(Backlog backlog, long walBytes, ReplicationStreamReader.Result limit, Turns turns) {}
