package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Culvert's commands on one definition, each with a JVM of its own.
 *
 * @param directory of the logs
 * @param definition the file
 * @param classPath of the CLI
 * @param jvmArguments of every command
 */
public record CulvertCommands(Path directory, Path definition, String classPath, List<String> jvmArguments) {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** @param command one word or more */
    public ServerProcess start(String command, String... options) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmArguments);
        words.addAll(List.of("-cp", classPath, "dev.culvert.cli.Main"));
        words.addAll(List.of(command.split(" ")));
        words.add(definition.toString());
        words.addAll(List.of(options));
        return ServerProcess.Command.of("culvert " + command, directory, words)
                .start(directory.resolve(command.replace(" ", "-")));
    }

    /** Until its end, which must be a success. */
    public CommandRun run(String command, String... options) {
        long startedAt = System.nanoTime();
        ServerProcess process = start(command, options);
        ProcessUse use = new ProcessUse(process.pid());
        boolean ended = Deadline.after(LIMIT).await(() -> {
            use.look();
            return !process.isAlive();
        });
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        if (!ended) {
            process.signal("KILL");
            throw new BenchmarkException("culvert " + command + " still ran after " + LIMIT);
        }
        int code = process.awaitExit(LIMIT);
        if (code != 0) {
            throw new BenchmarkException("culvert " + command + " ended with " + code + "\n" + process.logTail());
        }
        return new CommandRun(command, seconds, use.cpuSeconds(), use.peakResidentBytes());
    }
}
