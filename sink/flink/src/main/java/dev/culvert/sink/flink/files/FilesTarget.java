package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.FilesDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What the definition says of one sink. */
final class FilesTarget {
    private static final String PLAIN = "-_";

    private final PipelineDefinition pipeline;
    private final SinkDefinition sink;

    FilesTarget(PipelineDefinition pipeline, SinkDefinition sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /** {@code pipeline/sink}: whose the folder is. */
    String name() {
        return pipeline.name() + "/" + sink.name();
    }

    /** The log's folder. */
    Path directory() {
        return Path.of(files().directory()).toAbsolutePath().normalize();
    }

    /** Bytes of a file after which the next is begun. */
    long rollSize() {
        return files().rollSize();
    }

    private FilesDefinition files() {
        return sink.files().orElseThrow();
    }

    /** Its entry. */
    SinkDefinition sink() {
        return sink;
    }

    /** Whether a table of the source is wanted. */
    boolean takes(TableId table) {
        return sink.takes(table);
    }

    /** The name of a table's folder. */
    String folder(TableId table) {
        TableId named = sink.target(table);
        return escaped(named.schema()) + "." + escaped(named.name());
    }

    /** What is no letter, digit, dash or underscore is written as in a URL, and so is an underscore at the beginning: readers leave such folders out. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        name.codePoints().forEach(point -> {
            boolean plain = Character.isLetterOrDigit(point) || PLAIN.indexOf(point) >= 0;
            if (plain && !(escaped.isEmpty() && point == '_')) {
                escaped.appendCodePoint(point);
            } else {
                for (byte each : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append("%%%02X".formatted(each));
                }
            }
        });
        return escaped.toString();
    }
}
