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
    /** The pipeline's. */
    static final String NAME = "bench-sink";

    private static final String SLOT = "bench_sink";

    /** What is committed from now on is the pipeline's. */
    void begin() {
        source.query("SELECT pg_create_logical_replication_slot(?, 'pgoutput')", SLOT);
    }

    /** Brings it into the topics. */
    void fill(String classPath, List<String> jvmArguments) {
        Path file = directory.resolve("pipeline.yaml");
        try {
            Files.writeString(
                    file,
                    definition(
                            "{name: target, type: postgres, postgres: {url: \"postgresql://nobody@127.0.0.1:1/nothing\"}}"));
        } catch (IOException e) {
            throw new BenchmarkException("the definition cannot be written to " + file, e);
        }
        new CulvertCommands(directory, file, classPath, jvmArguments).run("run", "--adopt", "--until", "now");
        Slots.drop(source, SLOT);
    }

    /** With one sink. @param sink in braces */
    String definition(String sink) {
        return """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
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
                  - %s
                """
                .formatted(
                        NAME,
                        source.url(),
                        SLOT,
                        BacklogWriter.PUBLICATION,
                        rig.kafka().bootstrap(),
                        Rig.PARTITIONS,
                        rig.registryUrl(),
                        sink);
    }
}
