package dev.culvert.benchmarks.latency;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.rig.Slots;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.system.ProcessorTime;
import dev.culvert.benchmarks.system.RunningSystem;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.benchmarks.workload.Shape;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single-row transactions at a fixed rate, by several sessions, while a system streams and one {@code read_committed}
 * consumer reads.
 */
public final class LatencyBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(LatencyBenchmark.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(60);
    private static final Duration PER_TRANSACTION = Duration.ofNanos(300_000);
    private static final Duration LEAD = Duration.ofMillis(500);

    /**
     * @param shape of the one row of each
     * @param perSecond transactions
     * @param sessions that share them
     * @param warmUp not counted
     * @param measured counted
     */
    public record Load(Shape shape, int perSecond, int sessions, Duration warmUp, Duration measured) {
        int warmUpTransactions() {
            return Math.toIntExact(warmUp.toSeconds() * perSecond);
        }

        int transactions() {
            return warmUpTransactions() + Math.toIntExact(measured.toSeconds() * perSecond);
        }
    }

    private final Rig rig;
    private final Load load;
    private final List<CdcSystem> systems;

    public LatencyBenchmark(Rig rig, Load load, List<CdcSystem> systems) {
        this.rig = rig;
        this.load = load;
        this.systems = List.copyOf(systems);
    }

    public List<LatencyRun> run(int rounds) {
        List<LatencyRun> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (CdcSystem system : systems) {
                try (PostgresDatabase database = rig.createDatabase("latency")) {
                    runs.add(run(round, system, database));
                }
            }
        }
        return List.copyOf(runs);
    }

    private LatencyRun run(int round, CdcSystem system, PostgresDatabase database) {
        BacklogWriter writer = new BacklogWriter(database, load.shape());
        writer.createTable();
        Slots slots = Slots.here(database);
        String name = system.taskName("latency" + round);
        slots.copy(name);
        CdcSystem.Task task = new CdcSystem.Task(name, database, name, CdcSystem.Mode.STREAM);
        ProcessorTime processorTime = ProcessorTime.start();
        try (RunningSystem running = system.start(task)) {
            // one record through the whole way first: topic, schemas and connections are there afterwards
            writer.insert(-1, 1);
            awaitTopic(running);
            Stopwatch stopwatch = measure(system, running, database, writer.insertOne());
            LatencyRun run = result(round, system, stopwatch, running.usage().cpu(), processorTime.ofServers(running));
            LOG.info(
                    "round {}: {} p99 {} ms",
                    round,
                    system.name(),
                    run.fromCommit().p99());
            rig.deleteTopic(running.topic());
            return run;
        }
    }

    private void awaitTopic(RunningSystem running) {
        try (Admin admin = rig.kafka().admin()) {
            boolean there = Deadline.after(START_LIMIT).await(() -> !running.isAlive() || exists(admin, running));
            if (!there || !running.isAlive()) {
                throw new BenchmarkException("no topic " + running.topic() + "\n" + running.logTail());
            }
        }
    }

    private static boolean exists(Admin admin, RunningSystem running) {
        try {
            Set<String> names = admin.listTopics().names().get();
            return names.contains(running.topic());
        } catch (ExecutionException e) {
            throw new BenchmarkException("topics cannot be listed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while waiting for " + running.topic(), e);
        }
    }

    private Stopwatch measure(CdcSystem system, RunningSystem running, PostgresDatabase database, String insert) {
        AtomicInteger names = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                load.sessions() + 1, task -> new Thread(task, "latency-" + names.incrementAndGet()));
        AtomicBoolean probed = new AtomicBoolean();
        AtomicBoolean goOn = new AtomicBoolean(true);
        try {
            Stopwatch stopwatch =
                    new Stopwatch(load.transactions(), Duration.ofSeconds(1).dividedBy(load.perSecond()));
            Future<Void> consumer = threads.submit(new RecordTimer(
                    rig.kafka().bootstrap(),
                    running.topic(),
                    system.decoder(),
                    stopwatch,
                    number -> probed.set(true),
                    goOn::get));
            await(running, consumer, probed::get, START_LIMIT, "the first record");
            stopwatch.start(LEAD);
            List<Future<Void>> writers = new ArrayList<>();
            for (int i = 0; i < load.sessions(); i++) {
                writers.add(threads.submit(new PacedWriter(database, insert, stopwatch, i, load.sessions())));
            }
            for (Future<Void> writer : writers) {
                writer.get();
            }
            await(
                    running,
                    consumer,
                    () -> stopwatch.received() == stopwatch.transactions(),
                    // a system that cannot follow is late, and not wrong
                    ARRIVAL_LIMIT.plus(PER_TRANSACTION.multipliedBy(stopwatch.transactions())),
                    "all " + stopwatch.transactions() + " records");
            goOn.set(false);
            consumer.get();
            return stopwatch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while latency was measured", e);
        } catch (ExecutionException e) {
            throw new BenchmarkException(
                    "latency was not measured: " + e.getCause().getMessage(), e.getCause());
        } finally {
            goOn.set(false);
            threads.shutdownNow();
        }
    }

    private static void await(
            RunningSystem running, Future<Void> consumer, BooleanSupplier condition, Duration limit, String what)
            throws InterruptedException, ExecutionException {
        Deadline.after(limit).await(() -> condition.getAsBoolean() || !running.isAlive() || consumer.isDone());
        if (consumer.isDone()) {
            consumer.get();
        }
        if (!condition.getAsBoolean()) {
            throw new BenchmarkException("no " + what + " within " + limit + "\n" + running.logTail());
        }
    }

    private LatencyRun result(int round, CdcSystem system, Stopwatch stopwatch, Duration cpu, Duration serverCpu) {
        int first = load.warmUpTransactions();
        return new LatencyRun(
                round,
                system.name(),
                load.perSecond(),
                stopwatch.committedPerSecond(first),
                load.transactions() - first,
                stopwatch.fromCommit(first),
                stopwatch.fromIssue(first),
                stopwatch.fromDue(first),
                stopwatch.commitItself(first),
                cpu.toMillis() / 1e3,
                serverCpu.toMillis() / 1e3);
    }
}
