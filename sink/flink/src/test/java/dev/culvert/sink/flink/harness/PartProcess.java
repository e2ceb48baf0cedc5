package dev.culvert.sink.flink.harness;

import dev.culvert.runtime.PipelineRunner;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.job.EmbeddedOptions;
import dev.culvert.sink.flink.job.SinkJob;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.testkit.process.JavaProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A pipeline, or its sinks, in a JVM of its own, so that it can be killed. It ends with the exit code of its error. */
public final class PartProcess {
    private static final String PIPELINE = "pipeline";

    private PartProcess() {}

    public static JavaProcess pipeline(SinkScene scene) {
        return start(PIPELINE, scene);
    }

    public static JavaProcess sink(SinkScene scene) {
        return start("sink", scene);
    }

    private static JavaProcess start(String part, SinkScene scene) {
        return JavaProcess.of(PartProcess.class)
                .sharesClasses(part)
                .jvmArgument("-Xmx384m")
                .start(part, scene.file().toString(), Integer.toString(scene.parallelism()));
    }

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[1]);
        try {
            if (arguments[0].equals(PIPELINE)) {
                pipeline(file);
            } else {
                EmbeddedOptions options = EmbeddedOptions.of(Integer.parseInt(arguments[2]));
                SinkJob.embedded(PipelineTopics.of(file), Optional.empty(), false, options)
                        .run();
            }
        } catch (CulvertException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(e.code().category().exitCode());
        }
    }

    private static void pipeline(Path file) {
        PipelineDefinition definition = DefinitionReader.read(file, PipelineDefinition.class);
        StatusBoard board = new StatusBoard(definition.name(), Clock.systemUTC());
        RunOptions options = RunOptions.standard()
                .heartbeat(Duration.ofMillis(500))
                .retryForever(true)
                .takeover(true);
        new PipelineRunner(definition, options, new StatusView(board, definition), Clock.systemUTC()).run();
    }
}
