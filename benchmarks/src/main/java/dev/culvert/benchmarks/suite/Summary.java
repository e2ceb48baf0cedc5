package dev.culvert.benchmarks.suite;

import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.latency.LatencyRun;
import dev.culvert.benchmarks.reference.PgRecvlogicalTurn;
import dev.culvert.benchmarks.system.DebeziumServer;
import dev.culvert.benchmarks.turn.Turn;
import dev.culvert.benchmarks.turn.Turns;
import java.util.ArrayList;
import java.util.List;

/** All that a {@link Suite} found, side by side. */
public record Summary(List<Throughput> throughput, List<Latency> latency) {
    /** As {@link Throughput#system} calls PostgreSQL's own client. */
    public static final String RECVLOGICAL = "pg_recvlogical";

    public Summary {
        throughput = List.copyOf(throughput);
        latency = List.copyOf(latency);
    }

    public static Summary of(List<Section> sections) {
        List<Throughput> throughput = new ArrayList<>();
        List<Latency> latency = new ArrayList<>();
        for (Section section : sections) {
            if (section.result() instanceof DrainResult drain) {
                throughput.add(recvlogical(section, drain));
                drain.turns()
                        .systems()
                        .forEach(system -> throughput.add(
                                of(section, drain.turns(), system, Turns.median(drain.ratiosToTool(system)))));
            } else if (section.result() instanceof Turns turns) {
                turns.systems().forEach(system -> throughput.add(of(section, turns, system, 0)));
            } else if (section.result() instanceof List<?> runs) {
                runs.forEach(run -> latency.add(of((LatencyRun) run)));
            }
        }
        return new Summary(throughput, latency);
    }

    private static Throughput recvlogical(Section section, DrainResult drain) {
        double[] rates =
                drain.tool().stream().mapToDouble(PgRecvlogicalTurn::rate).toArray();
        return new Throughput(
                section.benchmark(), section.workload(), RECVLOGICAL, Turns.median(rates), 1, 0, 0, 0, 0, 0);
    }

    private static Throughput of(Section section, Turns turns, String system, double toRecvlogical) {
        double[] toServer = turns.ratios(system, DebeziumServer.NAME, Turn::rate);
        return new Throughput(
                section.benchmark(),
                section.workload(),
                system,
                turns.median(system, Turn::rate),
                toRecvlogical,
                toServer.length == 0 ? 0 : Turns.median(toServer),
                turns.median(system, Turn::cpuMicrosPerRecord),
                turns.median(system, Turn::serverCpuMicrosPerRecord),
                turns.median(system, Turn::allocatedBytesPerRecord),
                turns.median(system, turn -> turn.peakResidentBytes()));
    }

    private static Latency of(LatencyRun run) {
        return new Latency(
                run.system(),
                run.perSecond(),
                run.committedPerSecond(),
                run.fromCommit().p50(),
                run.fromCommit().p99(),
                run.fromCommit().p999());
    }
}
