package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.records.ChangeDecoder;
import dev.culvert.benchmarks.records.RegistryAvroDecoder;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Culvert's command {@code run} on a definition file: exactly-once, Avro. */
public final class CulvertPipeline implements CdcSystem {
    private static final int DEFAULT_WORKERS = 2;
    private static final String MAIN = "dev.culvert.cli.Main";

    private final Rig rig;
    private final String engine;
    private final OptionalInt workers;
    private final String classPath;
    private final List<String> jvmArguments;

    /**
     * @param engine as in the definition: {@code debezium} or {@code native}
     * @param workers that copy tables; its default where empty
     * @param classPath of the CLI
     */
    public CulvertPipeline(Rig rig, String engine, OptionalInt workers, String classPath, List<String> jvmArguments) {
        this.rig = rig;
        this.engine = engine;
        this.workers = workers;
        this.classPath = classPath;
        this.jvmArguments = List.copyOf(jvmArguments);
    }

    @Override
    public String name() {
        return "Culvert " + engine + (workers.isPresent() ? ", workers " + workers.getAsInt() : "");
    }

    @Override
    public String description() {
        return "Culvert, engine " + engine + ", Avro with a registry, exactly-once; Java "
                + System.getProperty("java.version") + " " + String.join(" ", jvmArguments);
    }

    @Override
    public ChangeDecoder decoder() {
        return new RegistryAvroDecoder(rig.registryUrl());
    }

    @Override
    public RunningSystem start(Task task) {
        RunDirectory directory = RunDirectory.create("bench", ServerUser.SAME);
        Path file = directory.path().resolve("pipeline.yaml");
        try {
            Files.writeString(file, definition(task));
        } catch (IOException e) {
            throw new BenchmarkException("the definition cannot be written to " + file, e);
        }
        long startedAt = System.nanoTime();
        ServerProcess process = ServerProcess.Command.of(
                        name(), directory.path(), command(task, directory.path(), file))
                .start(directory.path().resolve("log"));
        return new RunningSystem(process, directory, pipeline(task) + ".public.orders", startedAt);
    }

    private List<String> command(Task task, Path directory, Path file) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmArguments);
        words.add(GcLog.argument(directory));
        words.addAll(List.of("-cp", classPath, MAIN, "run", file.toString()));
        if (task.mode() == Mode.STREAM) {
            // the slot was made for it by the benchmark, so there is no offset record
            words.add("--adopt");
        }
        return words;
    }

    /** A slot's name has underscores, a pipeline's has hyphens. */
    private static String pipeline(Task task) {
        return task.name().replace('_', '-');
    }

    private String definition(Task task) {
        return """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
                source:
                  postgres: {url: "%s"}
                  engine: %s
                  slot: {name: %s, create: %s}
                  publication: {name: %s, manage: false}
                  tables:
                    - table: public.orders
                snapshot: {mode: %s, parallelism: %d}
                kafka:
                  bootstrap: %s
                  create: {partitions: %d, replicationFactor: 1}
                  delivery: exactly-once
                  producer: {compression.type: lz4}
                format:
                  envelope: debezium
                  value: avro
                  registry: {url: "%s"}
                """
                .formatted(
                        pipeline(task),
                        task.database().url(),
                        engine,
                        task.slot(),
                        task.mode() == Mode.SNAPSHOT,
                        BacklogWriter.PUBLICATION,
                        task.mode() == Mode.SNAPSHOT ? "initial" : "never",
                        workers.orElse(DEFAULT_WORKERS),
                        rig.kafka().bootstrap(),
                        Rig.PARTITIONS,
                        rig.registryUrl());
    }
}
