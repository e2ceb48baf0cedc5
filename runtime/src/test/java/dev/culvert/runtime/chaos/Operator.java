package dev.culvert.runtime.chaos;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.testkit.process.JavaProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who runs the pipeline: starts it again when it died, as a service manager would, and where it stopped by name follows the way out
 * that the stop tells. A stop that the present fault does not explain is a finding, and ends the run. Safe for any thread.
 */
final class Operator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;
    private static final Set<Integer> TERMINATED = Set.of(0, 143);
    /** Every transaction of the bulk client is a large one. */
    static final String PARTS = "culvert.test.part=1500";

    private static final String ERROR = "error ";

    /** A defect of the server's, which no fault explains and every fault may meet. */
    private static final String UNDECODABLE = "CV-WAL-UNDECODABLE";

    /** Arguments of the next start after a stop; the texts of the errors tell the same. */
    private static final Map<String, List<String>> WAYS_OUT = Map.of(
            "CV-SLOT-IN-USE",
            List.of("takeover"),
            "CV-SLOT-MISSING",
            List.of("again=*.*"),
            "CV-SLOT-LOST",
            List.of("again=*.*"),
            "CV-SLOT-AHEAD",
            List.of("again=*.*"),
            "CV-REGISTRY-ID-CHANGED",
            List.of(),
            "CV-POSITION-TABLES",
            List.of(),
            UNDECODABLE,
            List.of("again=*.*"));

    private final String yaml;
    private final Set<String> expected = new HashSet<>();
    private final Map<String, Integer> stops = new TreeMap<>();
    private JavaProcess current;
    private int starts;
    /** The last one was killed: the server may not know it yet, or not before wal_sender_timeout. */
    private boolean afterKill;

    Operator(String yaml) {
        this.yaml = yaml;
    }

    /** Starts it, with these arguments and system properties besides the usual ones. */
    synchronized void start(List<String> arguments, String... properties) {
        List<String> all = new ArrayList<>(arguments);
        all.add("retry");
        List<String> settings = new ArrayList<>(List.of(properties));
        settings.add(PARTS);
        current = PipelineProcess.start(yaml, all, settings.toArray(String[]::new));
        starts++;
    }

    /** {@code kill -9}. */
    synchronized void kill() {
        current.kill();
    }

    synchronized void signal(String signal) {
        current.signal(signal);
    }

    /** In good order, and waits for its end. */
    synchronized void terminate() {
        current.signal("TERM");
        int code = current.exitCode(END_LIMIT);
        if (code != KILLED && !TERMINATED.contains(code)) {
            stopped(code);
        }
    }

    synchronized boolean isAlive() {
        return current.isAlive();
    }

    /** Whether that was the last phase it told. */
    synchronized boolean isStreaming() {
        return current.isAlive()
                && current.out().lines().stream()
                        .filter(line -> line.startsWith("phase "))
                        .reduce((first, last) -> last)
                        .filter("phase STREAMING"::equals)
                        .isPresent();
    }

    synchronized JavaProcess current() {
        return current;
    }

    /** Another one is the pipeline from now on. */
    synchronized void replaceBy(JavaProcess other) {
        current.close();
        current = other;
        starts++;
    }

    /** The present fault explains stops by these codes. */
    synchronized void expect(String... codes) {
        expected.addAll(List.of(codes));
    }

    /** All is well again: nothing explains a stop. */
    synchronized void expectNothing() {
        expected.clear();
    }

    /** If it has ended, it is started again. */
    synchronized void tend() {
        if (current.isAlive()) {
            return;
        }
        int code = current.exitCode(END_LIMIT);
        if (code == KILLED || TERMINATED.contains(code)) {
            afterKill = code == KILLED;
            current.close();
            start(List.of());
        } else {
            String reason = stopped(code);
            // its text says to start once more first
            boolean onceMore = reason.equals(UNDECODABLE) && stops.get(reason) % 2 == 1;
            current.close();
            start(onceMore ? List.of() : WAYS_OUT.get(reason));
        }
    }

    /** Waits for its end, which the present fault must explain; a place in it that is still to kill it may have come first. */
    void awaitStop(Duration limit) {
        JavaProcess stopping = current();
        int code = stopping.exitCode(limit);
        if (code != KILLED) {
            synchronized (this) {
                stopped(code);
            }
        }
    }

    /** Starts it the way that a stop by this code tells. */
    synchronized void startAfter(String code) {
        current.close();
        start(WAYS_OUT.get(code));
    }

    private String stopped(int exitCode) {
        List<String> lines = current.out().lines();
        String code = lines.stream()
                .filter(line -> line.startsWith(ERROR))
                .reduce((first, last) -> last)
                .map(line -> line.substring(ERROR.length()))
                .orElse("exit code " + exitCode);
        boolean explained =
                expected.contains(code) || (afterKill && code.equals("CV-SLOT-IN-USE")) || code.equals(UNDECODABLE);
        if (!explained || !WAYS_OUT.containsKey(code)) {
            throw new UnexplainedStop(code + " is not explained by the fault:\n" + tail());
        }
        stops.merge(code, 1, Integer::sum);
        LOG.info("stopped by {}", code);
        return code;
    }

    /** The end of what it said. */
    String tail() {
        List<String> lines = current().err().lines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    /** How often each stop by name was met and its way out followed. */
    synchronized Map<String, Integer> stops() {
        return new TreeMap<>(stops);
    }

    synchronized int starts() {
        return starts;
    }

    static String wayOut(String code) {
        return switch (code) {
            case "CV-SLOT-IN-USE" -> "`culvert run --takeover`";
            case "CV-POSITION-TABLES" -> "`culvert run` as it was, past a large transaction";
            case "CV-REGISTRY-ID-CHANGED" -> "the registry restored";
            default -> "`culvert run --resnapshot '*.*'`";
        };
    }

    /** A length of time that belongs to a fault: how long it lasts, or when it strikes. */
    static void last(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        current.close();
    }

    /** The pipeline stopped, and should not have. */
    static final class UnexplainedStop extends AssertionError {
        private static final long serialVersionUID = 1L;

        UnexplainedStop(String message) {
            super(message);
        }
    }
}
