package dev.culvert.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.benchmarks.drain.DrainResult;
import dev.culvert.benchmarks.latency.LatencyRun;
import dev.culvert.benchmarks.latency.Percentiles;
import dev.culvert.benchmarks.reference.PgRecvlogicalTurn;
import dev.culvert.benchmarks.reference.ReplicationStreamReader;
import dev.culvert.benchmarks.turn.Turn;
import dev.culvert.benchmarks.turn.Turns;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final String OURS = "Culvert native";
    private static final String THEIRS = "Debezium Server";

    @Test
    void ratiosAreOfTheSameRound() {
        // the machine was half as fast in the second round
        DrainResult drain = new DrainResult(
                Shape.ORDERS,
                Backlog.ofChanges(1_000, 20),
                1,
                new ReplicationStreamReader.Result(1_000, 1, 1),
                List.of(new PgRecvlogicalTurn(1, 1_000, 1, 4), new PgRecvlogicalTurn(2, 1_000, 1, 8)),
                new Turns(List.of(turn(1, OURS, 5), turn(1, THEIRS, 20), turn(2, OURS, 10), turn(2, THEIRS, 40))));

        Summary summary = Summary.of(List.of(new Section("drain", "orders", drain, "")));

        assertThat(summary.throughput())
                .extracting(Throughput::system, Throughput::toRecvlogical, Throughput::toServer)
                .containsExactly(tuple(Summary.RECVLOGICAL, 1.0, 0.0), tuple(OURS, 0.8, 4.0), tuple(THEIRS, 0.2, 1.0));
    }

    @Test
    void whatFailedIsLeftOut() {
        assertThat(Summary.of(List.of(new Section("drain", "orders", null, "no disk"))))
                .isEqualTo(new Summary(List.of(), List.of()));
    }

    @Test
    void comesBackFromJson() throws JsonProcessingException {
        Percentiles figures = new Percentiles(1, 2, 3, 4, 5);
        LatencyRun run = new LatencyRun(1, OURS, 1_000, 999, 40_000, figures, figures, figures, figures, 10, 5);
        Summary summary = Summary.of(List.of(
                new Section("snapshot", "orders", new Turns(List.of(turn(1, OURS, 5), turn(1, THEIRS, 20))), ""),
                new Section("latency", "1000 a second", List.of(run), "")));
        ObjectMapper json = new ObjectMapper();

        assertThat(json.readValue(json.writeValueAsString(summary), Summary.class))
                .isEqualTo(summary)
                .satisfies(back -> assertThat(back.latency()).hasSize(1))
                .satisfies(back -> assertThat(back.throughput()).hasSize(2));
    }

    private static Turn turn(int round, String system, double seconds) {
        return new Turn(round, system, 1_000, seconds, seconds, 1, 1, 0, 0, 1, 1, 1);
    }
}
