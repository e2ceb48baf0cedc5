package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.system.CulvertPipeline;
import dev.culvert.benchmarks.system.DebeziumServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which systems take part, and how their JVMs are started. */
public final class SystemOptions {
    private static final String SERVER = "server";
    private static final List<String> ENGINES = List.of("native", "debezium");

    @Option(
            names = "--systems",
            split = ",",
            defaultValue = "native,debezium,server",
            description = "In their order: debezium, native (Culvert's engines), server (Debezium Server)."
                    + " Default: ${DEFAULT-VALUE}")
    private List<String> systems = new ArrayList<>();

    @Option(
            names = "--culvert-jvm",
            split = " ",
            defaultValue = "-Xms2g -Xmx2g -XX:+UseParallelGC",
            description = "JVM arguments of Culvert. Default: ${DEFAULT-VALUE}")
    private List<String> culvertJvm = new ArrayList<>();

    @Option(
            names = "--server-jvm",
            split = " ",
            defaultValue = "-Xms2g -Xmx2g -XX:+UseParallelGC",
            description = "JVM arguments of Debezium Server. Default: ${DEFAULT-VALUE}")
    private List<String> serverJvm = new ArrayList<>();

    @Option(
            names = "--server-set",
            description = "NAME=VALUE for Debezium Server's application.properties; may be repeated")
    private Map<String, String> serverSettings = new LinkedHashMap<>();

    @Option(
            names = "--culvert-classpath",
            defaultValue = "${sys:culvert.cli.classpath}",
            description = "Class path of Culvert's command line")
    private String culvertClassPath = "";

    List<CdcSystem> on(Rig rig) {
        return systems.stream()
                .map(name -> name.equals(SERVER) ? server(rig) : culvert(rig, name, OptionalInt.empty()))
                .toList();
    }

    /** Culvert once with each number of workers that copy tables. */
    List<CdcSystem> on(Rig rig, List<Integer> workers) {
        return systems.stream()
                .flatMap(name -> name.equals(SERVER)
                        ? Stream.of(server(rig))
                        : workers.stream().map(count -> culvert(rig, name, OptionalInt.of(count))))
                .toList();
    }

    private CdcSystem culvert(Rig rig, String engine, OptionalInt workers) {
        if (!ENGINES.contains(engine)) {
            throw new BenchmarkException("no system is called " + engine);
        }
        return new CulvertPipeline(rig, engine, workers, culvertClassPath, culvertJvm);
    }

    private CdcSystem server(Rig rig) {
        return new DebeziumServer(rig, serverJvm, serverSettings);
    }

    String culvertClassPath() {
        return culvertClassPath;
    }

    List<String> culvertJvm() {
        return List.copyOf(culvertJvm);
    }
}
