package dev.culvert.migration.certificate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.TreeMap;

/** A certificate as JSON. */
public final class CertificateFile {
    private CertificateFile() {}

    /** As a tree; durations in milliseconds, with their unit in the name. */
    public static ObjectNode json(Certificate certificate) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("migration", certificate.migration())
                .put("turn", certificate.turn())
                .put("outcome", certificate.outcome())
                .put("epoch", certificate.epoch())
                .put("startedAt", certificate.startedAt().toString())
                .put(
                        "verifiedAt",
                        certificate.verifiedAt().map(Object::toString).orElse(null))
                .put("writePauseMs", millis(certificate.writePause()))
                .put("tablesLocked", certificate.tables())
                .put("sessionsTerminated", certificate.terminated());
        node.set("oldSide", side(certificate.oldSide()));
        node.set("newSide", side(certificate.newSide()));
        ArrayNode steps = node.putArray("steps");
        certificate.steps().forEach(step -> steps.addObject()
                .put("step", step.name())
                .put("afterMs", millis(step.after()))
                .put("tookMs", millis(step.took())));
        ArrayNode tokens = node.putArray("tokens");
        certificate.tokens().forEach(token -> tokens.addObject()
                .put("link", token.link())
                .put("token", token.token())
                .put("drainedUpTo", token.writtenAt())
                .put("arrivedAfterMs", millis(token.arrivedAfter())));
        ArrayNode counters = node.putArray("links");
        certificate.counters().forEach(counter -> counters.addObject()
                .put("link", counter.link())
                .put("workerPid", counter.workerPid())
                .put("applyErrors", counter.applyErrors()));
        ObjectNode sequences = node.putObject("sequences");
        new TreeMap<>(certificate.sequences()).forEach(sequences::put);
        return node;
    }

    private static ObjectNode side(Certificate.Side side) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", side.role())
                .put("address", side.address())
                .put("database", side.database())
                .put("version", side.version())
                .put("systemIdentifier", side.systemIdentifier());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1_000 / 1_000.0;
    }

    /**
     * Writes it, by rename, so that a half-written one is never seen.
     *
     * @throws CulvertException {@link ErrorCode#CERTIFICATE_UNWRITTEN}; what it certifies is done all the same
     */
    public static void write(Certificate certificate, Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Path part = Files.createTempFile(directory, ".certificate", ".part");
            Files.writeString(part, text(certificate));
            Files.move(
                    part, file.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.CERTIFICATE_UNWRITTEN,
                    file.toString(),
                    "The certificate could not be written: " + e.getClass().getSimpleName() + ".",
                    Changed.PARTLY,
                    "The " + certificate.outcome()
                            + " stands. culvert migrate status FILE tells where the migration is.",
                    e);
        }
    }

    private static String text(Certificate certificate) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json(certificate))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
