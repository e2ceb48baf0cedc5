package dev.culvert.testkit.flink;

import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerUser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A JobManager and TaskManagers as processes of their own, with two slots each and nothing on their class path but what Flink's distribution
 * has. What is killed can be started again; nothing is kept over it (no high availability). The libraries are taken from this JVM's class path.
 * One thread at a time.
 */
public final class FlinkCluster implements AutoCloseable {
    private static final Pattern DISTRIBUTION = Pattern.compile(
            "(flink-|commons-(cli|lang3|math3|text|compress|collections|io)-|slf4j-api-|logback-|kryo-|minlog-|objenesis-"
                    + "|reflectasm-|snappy-java-|lz4-java-|javassist-|jsr305-|async-profiler-|snakeyaml-engine-).*");

    private final RunDirectory directory;
    private final int rest;
    private final List<JavaProcess> taskManagers = new ArrayList<>();
    private JavaProcess jobManager;

    private FlinkCluster(RunDirectory directory, int rest) {
        this.directory = directory;
        this.rest = rest;
    }

    /** Returns when they are started; they may take seconds until they work. */
    public static FlinkCluster start(int taskManagers) {
        return start(taskManagers, "");
    }

    /** @param version what the processes find before Flink's own file of its version; nothing if that counts */
    private static FlinkCluster start(int taskManagers, String version) {
        int rest = FreePort.find();
        FlinkCluster cluster = new FlinkCluster(RunDirectory.create("flink", ServerUser.SAME), rest);
        try {
            Files.writeString(
                    cluster.directory.path().resolve("config.yaml"),
                    """
                    jobmanager.rpc.address: 127.0.0.1
                    jobmanager.rpc.port: %d
                    jobmanager.bind-host: 127.0.0.1
                    rest.address: 127.0.0.1
                    rest.bind-address: 127.0.0.1
                    rest.port: %d
                    taskmanager.host: 127.0.0.1
                    taskmanager.bind-host: 127.0.0.1
                    taskmanager.numberOfTaskSlots: 2
                    taskmanager.cpu.cores: 1
                    taskmanager.memory.task.heap.size: 256m
                    taskmanager.memory.task.off-heap.size: 0m
                    taskmanager.memory.framework.heap.size: 128m
                    taskmanager.memory.framework.off-heap.size: 64m
                    taskmanager.memory.jvm-metaspace.size: 128m
                    taskmanager.memory.jvm-overhead.min: 64m
                    taskmanager.memory.jvm-overhead.max: 64m
                    taskmanager.memory.managed.size: 8m
                    taskmanager.memory.network.min: 32m
                    taskmanager.memory.network.max: 32m
                    heartbeat.interval: 500
                    heartbeat.timeout: 6000
                    io.tmp.dirs: %s
                    """
                            .formatted(FreePort.find(), rest, cluster.directory.path()));
            if (!version.isEmpty()) {
                Files.writeString(cluster.directory.path().resolve(".flink-runtime.version.properties"), version);
            }
            Files.writeString(
                    cluster.directory.path().resolve("logback.xml"),
                    """
                    <configuration>
                      <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                        <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
                      </appender>
                      <root level="INFO"><appender-ref ref="out"/></root>
                    </configuration>
                    """);
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException(e);
        }
        cluster.startJobManager();
        for (int i = 0; i < taskManagers; i++) {
            cluster.taskManagers.add(cluster.taskManager());
        }
        return cluster;
    }

    /** A JobManager alone, of another version by its own word: it answers, and runs nothing. */
    public static FlinkCluster ofVersion(String version) {
        return start(0, "project.version=" + version);
    }

    /** That of the REST interface. */
    public String url() {
        return "http://127.0.0.1:" + rest;
    }

    /** {@code kill -9}. */
    public void killJobManager() {
        jobManager.kill();
        jobManager.close();
    }

    public void startJobManager() {
        jobManager = start("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    }

    /** {@code kill -9}. */
    public void killTaskManager(int index) {
        taskManagers.get(index).kill();
        taskManagers.get(index).close();
    }

    public void startTaskManager(int index) {
        taskManagers.set(index, taskManager());
    }

    /** {@code flink run -d}, with these further arguments; its exit code is not awaited. */
    public JavaProcess run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("run", "-d", "-m", "127.0.0.1:" + rest));
        words.addAll(List.of(arguments));
        return flink("org.apache.flink.client.cli.CliFrontend")
                .environment("FLINK_CONF_DIR", directory.path().toString())
                .start(words.toArray(String[]::new));
    }

    /** What the processes have said, for the message of a failed test. */
    public String log() {
        return jobManager.out().text()
                + jobManager.err().text()
                + taskManagers.stream()
                        .map(each -> each.out().text() + each.err().text())
                        .collect(Collectors.joining());
    }

    private JavaProcess taskManager() {
        return start("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    }

    private JavaProcess start(String mainClass) {
        return flink(mainClass).start("--configDir", directory.path().toString());
    }

    private JavaProcess.Builder flink(String mainClass) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> DISTRIBUTION.matcher(new File(entry).getName()).matches())
                .collect(Collectors.joining(File.pathSeparator, directory.path() + File.pathSeparator, ""));
        return JavaProcess.of(mainClass)
                .classPath(classPath)
                // two of those that the distribution's configuration gives
                .jvmArgument("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .jvmArgument("--add-opens=java.base/java.util=ALL-UNNAMED")
                .jvmArgument("-Xmx512m")
                .systemProperty(
                        "logback.configurationFile",
                        directory.path().resolve("logback.xml").toString())
                .workingDirectory(directory.path());
    }

    @Override
    public void close() {
        taskManagers.forEach(JavaProcess::close);
        if (jobManager != null) {
            jobManager.close();
        }
        directory.close();
    }
}
