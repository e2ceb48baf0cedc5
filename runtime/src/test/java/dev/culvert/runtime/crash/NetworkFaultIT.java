package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.proxy.Direction;
import dev.culvert.testkit.proxy.TcpProxy;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** The network between the pipeline and its servers is cut, reset and frozen half-open, at one side and the other. */
class NetworkFaultIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void goesOnAfterEveryFault() throws Exception {
        int port = FreePort.find();
        try (TcpProxy toKafka = TcpProxy.to("127.0.0.1", port);
                KafkaServer kafka = KafkaServer.builder()
                        .externalListener(port, toKafka.port())
                        .start();
                PostgresDatabase db = PostgresServer.shared(15).createDatabase("network");
                TcpProxy toPostgres = TcpProxy.to(db.host(), db.port())) {
            LedgerScenario scenario = new LedgerScenario(db);
            scenario.pipeline().through(toPostgres, kafka);
            PipelineProcess.catchUp(scenario.pipeline().yaml(), LIMIT);
            Ledger ledger;
            try (Workload workload =
                            scenario.workload().pause(Duration.ofMillis(5)).start();
                    JavaProcess pipeline =
                            PipelineProcess.start(scenario.pipeline().yaml(), false)) {
                pipeline.out().waitFor(line -> line.startsWith("phase STREAMING"), LIMIT);
                workload.awaitCommits(50, LIMIT);

                toPostgres.reset();
                streamsOn(workload, toPostgres);
                toPostgres.cutAfter(Direction.TO_CLIENT, 30_000);
                Awaitility.await().atMost(LIMIT).until(() -> !toPostgres.cutPending(Direction.TO_CLIENT));
                streamsOn(workload, toPostgres);

                toKafka.reset();
                streamsOn(workload, toKafka);
                toKafka.cutAfter(Direction.TO_SERVER, 30_000);
                Awaitility.await().atMost(LIMIT).until(() -> !toKafka.cutPending(Direction.TO_SERVER));
                streamsOn(workload, toKafka);
                // answers are lost: the outcome of a commit may be unknown
                toKafka.freeze(Direction.TO_CLIENT);
                TimeUnit.SECONDS.sleep(3); // the length of the fault
                toKafka.reset();
                toKafka.pass();
                streamsOn(workload, toKafka);

                // nothing comes, and no connection ends
                toPostgres.freeze();
                try {
                    long retries = retries(pipeline);
                    Awaitility.await().atMost(LIMIT).until(() -> retries(pipeline) > retries);
                } catch (ConditionTimeoutException e) {
                    throw new AssertionError(
                            pipeline.out().text() + pipeline.err().text(), e);
                }
                toPostgres.pass();
                streamsOn(workload, toPostgres);

                ledger = workload.stop();
                assertThat(pipeline.isAlive()).as(pipeline.err().text()).isTrue();
                pipeline.signal("TERM");
                pipeline.exitCode(Duration.ofSeconds(10));
            }
            scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
        }
    }

    private static long retries(JavaProcess pipeline) {
        return pipeline.out().lines().stream().filter("phase RETRYING"::equals).count();
    }

    private static void streamsOn(Workload workload, TcpProxy proxy) {
        workload.awaitCommits(50, LIMIT);
        long before = proxy.bytes(Direction.TO_CLIENT);
        Awaitility.await().atMost(LIMIT).until(() -> proxy.bytes(Direction.TO_CLIENT) > before + 20_000);
    }
}
