package dev.culvert.runtime.harness;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.runtime.stream.CommitPolicy;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pipeline in a JVM of its own, so that it can be killed, stopped and frozen. Arguments: the definition's file, and
 * {@code now} to end at what was committed before the start, {@code takeover} to end the slot's owner first, {@code standby} to wait for its end, {@code again=PATTERN} to copy
 * tables anew. The system property
 * {@code culvert.test.part} makes the parts of a large transaction so many records.
 */
public final class PipelineProcess {
    private static final String AGAIN = "again=";

    private PipelineProcess() {}

    /** Starts one; more system properties as {@code name=value}. */
    public static JavaProcess start(String yaml, boolean untilNow, String... systemProperties) {
        return start(yaml, untilNow ? List.of("now") : List.of(), systemProperties);
    }

    /** Starts one with these arguments. */
    public static JavaProcess start(String yaml, List<String> arguments, String... systemProperties) {
        try {
            Path file = Files.createTempFile("culvert-test", ".yaml");
            Files.writeString(file, yaml);
            file.toFile().deleteOnExit();
            JavaProcess.Builder builder = JavaProcess.of(PipelineProcess.class)
                    .sharesClasses("pipeline")
                    .jvmArgument("-Xmx512m");
            for (String property : systemProperties) {
                builder.jvmArgument("-D" + property);
            }
            return builder.start(Stream.concat(Stream.of(file.toString()), arguments.stream())
                    .toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that ends a live owner of the slot first. */
    public static JavaProcess takeOver(String yaml) {
        return start(yaml, List.of("takeover"));
    }

    /** Runs one until it has caught up with what was committed before this call. */
    public static void catchUp(String yaml, Duration limit) {
        try (JavaProcess process = start(yaml, true)) {
            int status = process.exitCode(limit);
            if (status != 0) {
                throw new AssertionError("the pipeline ended with " + status + "\n"
                        + process.err().text());
            }
        }
    }

    public static void main(String[] arguments) {
        PipelineDefinition definition = DefinitionReader.read(Path.of(arguments[0]), PipelineDefinition.class);
        StatusBoard board = new StatusBoard(definition.metadata().name(), Clock.systemUTC());
        RunOptions options = RunOptions.standard().heartbeat(Duration.ofSeconds(2));
        if (List.of(arguments).contains("now")) {
            options = options.until(new RunOptions.Until.Now());
        }
        if (List.of(arguments).contains("takeover")) {
            options = options.takeover(true);
        }
        options = options.standby(List.of(arguments).contains("standby"));
        options = options.tables(new TableRequests(
                Stream.of(arguments)
                        .filter(argument -> argument.startsWith(AGAIN))
                        .flatMap(argument -> TablePattern.parse(argument.substring(AGAIN.length())).stream())
                        .toList(),
                List.of()));
        if (Long.getLong("culvert.test.part") != null) {
            CommitPolicy standard = options.policy();
            // as by default: whole transactions are committed together long before one of them would be split
            long whole = Math.max(1, Long.getLong("culvert.test.part") / 5);
            options = options.policy(new CommitPolicy(
                    standard.bytes(),
                    Math.min(standard.records(), whole),
                    standard.shortestAge(),
                    standard.age(),
                    standard.partBytes(),
                    Long.getLong("culvert.test.part"),
                    standard.partAge(),
                    standard.progress()));
        }
        if (List.of(arguments).contains("retry")) {
            options = options.retryForever(true);
        }
        board.onPhase(phase -> System.out.println("phase " + phase));
        PipelineRunner runner =
                new PipelineRunner(definition, options, new StatusView(board, definition), Clock.systemUTC());
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            runner.stop();
            try {
                main.join(4_500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try {
            runner.run();
        } catch (CulvertException e) {
            System.out.println("error " + e.code().code());
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(e.code().category().exitCode());
        }
    }
}
