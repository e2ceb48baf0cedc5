package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.rig.Slots;
import dev.culvert.benchmarks.system.CulvertCommands;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The pipeline whose topics the sink reads.
 *
 * @param directory of definitions and logs
 */
record SinkPipeline(Rig rig, PostgresDatabase source, Path directory) {
    private static final String SLOT = "bench_sink";

    /** Brings the backlog into the topics. */
    void fill(Slots slots, String classPath, List<String> jvmArguments) {
        slots.copy(SLOT);
        Path file = directory.resolve("pipeline.yaml");
        try {
            Files.writeString(file, definition("postgresql://nobody@127.0.0.1:1/nothing"));
        } catch (IOException e) {
            throw new BenchmarkException("the definition cannot be written to " + file, e);
        }
        new CulvertCommands(directory, file, classPath, jvmArguments).run("run", "--adopt", "--until", "now");
        slots.drop(SLOT);
    }

    /** With one sink. @param target its database */
    String definition(String target) {
        return """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: bench-sink}
                source:
                  postgres: {url: "%s"}
                  slot: {name: %s, create: false}
                  publication: {name: %s, manage: false}
                  tables:
                    - table: public.orders
                snapshot: {mode: never}
                kafka:
                  bootstrap: %s
                  create: {partitions: %d, replicationFactor: 1}
                  producer: {compression.type: lz4}
                format:
                  registry: {url: "%s"}
                sinks:
                  - name: target
                    type: postgres
                    postgres: {url: "%s"}
                """
                .formatted(
                        source.url(),
                        SLOT,
                        BacklogWriter.PUBLICATION,
                        rig.kafka().bootstrap(),
                        Rig.PARTITIONS,
                        rig.registryUrl(),
                        target);
    }
}
