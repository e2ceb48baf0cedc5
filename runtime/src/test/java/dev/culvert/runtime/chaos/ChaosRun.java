package dev.culvert.runtime.chaos;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.workload.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: traffic, faults by the schedule until the time is up, each waited out, and the judgement. */
final class ChaosRun {
    /**
     * @param duration no fault begins later
     * @param steps no more than so many
     * @param ownGround whether every server is the run's own, with a proxy before each; else the shared broker and registry
     */
    record Settings(long seed, int major, Duration duration, int steps, boolean ownGround) {}

    /** What a run ends with. */
    record Result(Judgement judgement, String report, int faults) {}

    private static final Logger LOG = LoggerFactory.getLogger(ChaosRun.class);

    /** After so long the pipeline has looked at the tables. */
    private static final int WATCH = 2_500;

    private final Settings settings;
    private final Report report = new Report();

    ChaosRun(Settings settings) {
        this.settings = settings;
    }

    Result run() {
        try (Ground ground = settings.ownGround() ? Ground.own(settings.major()) : Ground.shared(settings.major())) {
            Traffic traffic = new Traffic(ground.database(), settings.seed());
            try (Operator operator = new Operator(ground.pipeline().yaml())) {
                Scene scene = new Scene(ground, traffic, operator);
                operator.start(List.of());
                scene.awaitStreaming();
                traffic.start();
                strike(scene);
                Ledger ledger = traffic.stop();
                scene.awaitDurable(scene.walEnd());
                operator.terminate();
                Judgement judgement = Judgement.of(ground, ledger);
                return new Result(judgement, report.text(settings, operator, judgement), report.struck());
            }
        }
    }

    private void strike(Scene scene) {
        Schedule schedule = new Schedule(settings.seed(), faults(scene.ground()));
        scene.traffic().awaitCommits();
        scene.awaitDurable(scene.walEnd());
        Deadline end = Deadline.after(settings.duration());
        for (int i = 0; i < settings.steps() && !end.passed(); i++) {
            if (i > 0) {
                quiet(scene, schedule.step(i - 1).quietMillis());
            }
            Schedule.Step step = schedule.step(i);
            String what = step.faults().stream().map(Fault::kind).collect(Collectors.joining(" + "));
            try {
                scene.traffic().awaitCommits();
                LOG.info("seed {}, step {}: {}", settings.seed(), i, what);
                strike(scene, step);
                scene.traffic().holdBoth();
                Duration took = scene.awaitDurable(scene.walEnd());
                report.recovered(step.faults(), took);
                LOG.info("seed {}, step {}: durable after {} ms", settings.seed(), i, took.toMillis());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + settings.seed() + ", step " + i + ", " + what, e);
            }
        }
    }

    /** All is well for a while, and then what the clients do changes. */
    private static void quiet(Scene scene, int millis) {
        Operator.last(WATCH + millis);
        scene.awaitDurable(scene.walEnd());
        scene.operator().expectNothing();
        scene.traffic().release();
    }

    /** The first in this thread, a second beside it. */
    private static void strike(Scene scene, Schedule.Step step) {
        List<CompletableFuture<Void>> beside = new ArrayList<>();
        for (int i = 1; i < step.faults().size(); i++) {
            Fault fault = step.faults().get(i);
            Random random = new Random(step.seeds().get(i));
            beside.add(CompletableFuture.runAsync(() -> fault.strike().strike(scene, random)));
        }
        step.faults().get(0).strike().strike(scene, new Random(step.seeds().get(0)));
        beside.forEach(CompletableFuture::join);
    }

    private List<Fault> faults(Ground ground) {
        List<Fault> all = new ArrayList<>();
        all.addAll(ProcessFaults.all());
        all.addAll(PostgresFaults.all());
        all.addAll(NetworkFaults.all(ground.edges()));
        all.addAll(OperatorFaults.all());
        all.addAll(KafkaFaults.all());
        if (ground.isOwn()) {
            all.addAll(RegistryFaults.all());
        }
        Pattern only = Pattern.compile(System.getProperty("culvert.chaos.faults", ""));
        all.removeIf(fault -> !only.matcher(fault.kind()).find());
        return all;
    }
}
