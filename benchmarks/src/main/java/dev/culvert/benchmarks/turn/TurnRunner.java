package dev.culvert.benchmarks.turn;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.system.RunningSystem;
import dev.culvert.benchmarks.topic.OffsetWatch;
import dev.culvert.benchmarks.topic.TopicAudit;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a system cold, waits for its topic to be complete, ends it, and reads every record back. */
public final class TurnRunner {
    private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration STALL = Duration.ofMinutes(5);

    /** Slower than any system; nothing of a transaction that holds everything can be read before its end. */
    private static final Duration PER_RECORD = Duration.ofNanos(100_000);

    private final Rig rig;

    public TurnRunner(Rig rig) {
        this.rig = rig;
    }

    /** A {@link BenchmarkException} unless {@code ledger} is exact at the end: no figure without all records. */
    public Turn run(int round, CdcSystem system, CdcSystem.Task task, RecordLedger ledger) {
        try (Admin admin = rig.kafka().admin()) {
            String topic;
            long startedAt;
            OffsetWatch watch;
            RunningSystem.Usage usage;
            CostMeter.Spent spent;
            long allocated;
            CostMeter meter = new CostMeter();
            try (RunningSystem running = system.start(task)) {
                topic = running.topic();
                startedAt = running.startedAt();
                watch = new OffsetWatch(admin, topic, () -> meter.firstRecord(running));
                awaitComplete(running, watch, ledger.expected());
                usage = running.usage();
                spent = meter.soFar(running);
                running.end();
                allocated = running.allocatedBytes();
            }
            TopicAudit.Contents contents =
                    TopicAudit.read(rig.kafka().bootstrap(), topic, system.decoder(), ledger::tick);
            rig.deleteTopic(topic);
            RecordLedger.Verdict verdict = ledger.verdict();
            if (!verdict.exact()) {
                throw new BenchmarkException(
                        system.name() + " did not carry everything: " + verdict + "; no figure is to be had from that");
            }
            long done = watch.readableAt(contents.lastOffsets());
            Turn turn = new Turn(
                    round,
                    system.name(),
                    verdict.seen(),
                    (done - watch.firstRecordAt()) / 1e9,
                    (done - startedAt) / 1e9,
                    spent.system().toMillis() / 1e3,
                    spent.servers().toMillis() / 1e3,
                    meter.atFirstRecord().system().toMillis() / 1e3,
                    meter.atFirstRecord().servers().toMillis() / 1e3,
                    usage.peakResidentBytes(),
                    allocated,
                    contents.valueBytes());
            LOG.info("round {}: {} {}/s", round, system.name(), Math.round(turn.rate()));
            return turn;
        }
    }

    private static void awaitComplete(RunningSystem running, OffsetWatch watch, long records) {
        try {
            watch.await(records, QUIET, STALL.plus(PER_RECORD.multipliedBy(records)), running::isAlive);
        } catch (BenchmarkException e) {
            throw new BenchmarkException(e.getMessage() + "\n" + running.logTail(), e);
        }
    }
}
