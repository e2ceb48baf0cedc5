package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CdcSystem;
import dev.culvert.benchmarks.system.CulvertPipeline;
import dev.culvert.benchmarks.system.DebeziumServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which systems take part, and how their JVMs are started. */
public final class SystemOptions {
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
                .<CdcSystem>map(name -> switch (name) {
                    case "debezium", "native" -> new CulvertPipeline(rig, name, culvertClassPath, culvertJvm);
                    case "server" -> new DebeziumServer(rig, serverJvm, serverSettings);
                    default -> throw new IllegalArgumentException("no system is called " + name);
                })
                .toList();
    }
}
