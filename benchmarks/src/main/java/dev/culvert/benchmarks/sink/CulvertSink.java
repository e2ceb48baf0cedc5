package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.system.CulvertCommands;
import dev.culvert.benchmarks.system.ProcessUse;
import dev.culvert.benchmarks.system.ProcessorTime;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code culvert sink run FILE --until now}, of topics that a pipeline has filled. */
final class CulvertSink {
    private final SinkPipeline pipeline;
    private final String classPath;
    private final List<String> jvmArguments;
    private final long changes;
    private final Duration limit;

    /** @param limit of a turn */
    CulvertSink(SinkPipeline pipeline, String classPath, List<String> jvmArguments, long changes, Duration limit) {
        this.pipeline = pipeline;
        this.classPath = classPath;
        this.jvmArguments = List.copyOf(jvmArguments);
        this.changes = changes;
        this.limit = limit;
    }

    private String name(SinkStore store) {
        return ("culvert sink " + store.kind() + " " + String.join(" ", jvmArguments))
                .replaceAll(" +", " ")
                .trim();
    }

    /** @param store is closed by it */
    SinkTurn run(int round, SinkStore store) {
        Path file = pipeline.directory().resolve("sink.yaml");
        try {
            Files.writeString(file, pipeline.definition(store.definition()));
        } catch (IOException e) {
            throw new BenchmarkException("the definition cannot be written to " + file, e);
        }
        CulvertCommands culvert = new CulvertCommands(pipeline.directory(), file, classPath, jvmArguments);
        try (store) {
            ProcessorTime servers = ProcessorTime.start();
            long startedAt = System.nanoTime();
            ServerProcess process = culvert.start("sink run", "--until", "now");
            try {
                ProcessUse use = new ProcessUse(process.pid());
                boolean arrived = Deadline.after(limit).await(() -> {
                    use.look();
                    return store.look() || !process.isAlive();
                });
                double spent = servers.ofServers(process.pid()).toMillis() / 1e3;
                boolean ended = arrived
                        && Deadline.after(limit).await(() -> {
                            use.look();
                            return !process.isAlive();
                        });
                if (!ended || process.awaitExit(limit) != 0) {
                    throw new BenchmarkException("the sink did not come to its end\n" + process.logTail());
                }
                store.look();
                store.requireEqual(name(store));
                return new SinkTurn(
                        round,
                        name(store),
                        changes,
                        store.seconds(),
                        (store.arrivedAt() - startedAt) / 1e9,
                        use.cpuSeconds(),
                        spent,
                        use.peakResidentBytes());
            } finally {
                process.signal("KILL");
            }
        }
    }
}
