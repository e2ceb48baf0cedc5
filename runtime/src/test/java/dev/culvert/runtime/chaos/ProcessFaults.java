package dev.culvert.runtime.chaos;

import dev.culvert.runtime.chaos.Fault.Part;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.process.TestkitException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to Culvert's own process. */
final class ProcessFaults {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int REFUSED = 4;
    private static final String IN_USE = "CV-SLOT-IN-USE";
    private static final List<String> PLACES = List.of(
            "before-send:%d",
            "inside-transaction:%d",
            "after-send-before-commit:%d",
            "after-part:%d",
            "after-commit-before-confirm:%d",
            "after-confirm:%d");

    private ProcessFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of(Part.CULVERT, "kill -9", 6, ProcessFaults::kill),
                Fault.of(Part.CULVERT, "kill -9 while it starts", 3, ProcessFaults::killAgain),
                Fault.of(Part.CULVERT, "killed at a named place", 6, ProcessFaults::crash),
                Fault.of(Part.CULVERT, "SIGTERM", 3, ProcessFaults::terminate),
                Fault.of(Part.CULVERT, "SIGSTOP for seconds", 4, (scene, random) -> freeze(scene, random, 500, 9_000)),
                Fault.alone(
                        Part.CULVERT,
                        "SIGSTOP beyond its transaction's and its walsender's limits",
                        1,
                        (scene, random) -> freeze(scene, random, 32_000, 40_000)),
                Fault.alone(Part.CULVERT, "a second instance", 2, ProcessFaults::second),
                Fault.alone(
                        Part.CULVERT, "a takeover from one that runs", 2, (scene, random) -> takeover(scene, false)),
                Fault.alone(
                        Part.CULVERT,
                        "a takeover from one that is stopped",
                        2,
                        (scene, random) -> takeover(scene, true)));
    }

    private static void kill(Scene scene, Random random) {
        scene.operator().kill();
        Operator.last(random.nextInt(3_000));
    }

    private static void killAgain(Scene scene, Random random) {
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            scene.operator().kill();
            scene.operator().tend();
            Operator.last(random.nextInt(4_000));
        }
    }

    private static void crash(Scene scene, Random random) {
        String place = PLACES.get(random.nextInt(PLACES.size())).formatted(1 + random.nextInt(40));
        scene.operator().kill();
        scene.operator().start(List.of(), "culvert.crash=" + place);
        // where its turn does not come soon it dies there later, or with the next fault
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (scene.operator().isAlive() && System.nanoTime() - end < 0) {
            Operator.last(100);
        }
    }

    private static void terminate(Scene scene, Random random) {
        scene.operator().terminate();
        Operator.last(random.nextInt(2_000));
    }

    private static void freeze(Scene scene, Random random, int least, int most) {
        scene.operator().signal("STOP");
        Operator.last(least + random.nextInt(most - least));
        scene.operator().signal("CONT");
    }

    /** It is refused; or it came just when the first was between two attempts, which then is. */
    private static void second(Scene scene, Random random) {
        scene.awaitStreaming();
        scene.operator().expect(IN_USE);
        oneEnds(scene, another(scene, List.of("retry")));
    }

    private static JavaProcess another(Scene scene, List<String> arguments) {
        return PipelineProcess.start(scene.ground().pipeline().yaml(), arguments, Operator.PARTS);
    }

    /** The other streams; the first ends for good, by name, as soon as it can. */
    private static void takeover(Scene scene, boolean stopped) {
        // on a busy machine shapes may change again before a copy is made, for as long as they do
        scene.traffic().holdBoth();
        scene.awaitStreaming();
        scene.operator().expect(IN_USE);
        if (stopped) {
            scene.operator().signal("STOP");
        }
        JavaProcess other = another(scene, List.of("takeover", "retry"));
        try {
            other.out().waitFor("phase STREAMING"::equals, LIMIT);
        } catch (TestkitException e) {
            throw new AssertionError(other.err().text(), e);
        }
        scene.traffic().goOn();
        scene.operator().signal("CONT");
        oneEnds(scene, other);
    }

    /** By name; which one it is where the other was between two attempts just then, is chance. */
    private static void oneEnds(Scene scene, JavaProcess other) {
        JavaProcess first = scene.operator().current();
        Deadline.after(LIMIT).require(() -> !first.isAlive() || !other.isAlive(), () -> "one of two instances ends");
        if (first.isAlive()) {
            int code = other.exitCode(LIMIT);
            String out = other.out().text() + other.err().text();
            other.close();
            if (code != REFUSED || !out.contains("error " + IN_USE)) {
                throw new AssertionError("the other instance ended with " + code + ":\n" + out);
            }
        } else {
            scene.operator().awaitStop(LIMIT);
            scene.operator().replaceBy(other);
        }
    }
}
