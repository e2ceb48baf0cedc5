package dev.culvert.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is worth a look in a certificate. */
final class CertificateText {
    private CertificateText() {}

    static List<String> lines(Path file) {
        try {
            return lines(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(JsonNode certificate) {
        List<String> lines = new ArrayList<>();
        lines.add("%s from PostgreSQL %s to %s; nobody could write for %.1f ms"
                .formatted(
                        certificate.path("outcome").asText(),
                        certificate.at("/oldSide/version").asText(),
                        certificate.at("/newSide/version").asText(),
                        certificate.path("writePauseMs").asDouble()));
        for (JsonNode token : certificate.path("tokens")) {
            lines.add("%s: all up to %s had arrived, shown by a token after %.1f ms"
                    .formatted(
                            token.path("link").asText(),
                            token.path("drainedUpTo").asText(),
                            token.path("arrivedAfterMs").asDouble()));
        }
        for (JsonNode step : certificate.path("steps")) {
            lines.add("%-18s at %8.1f ms, took %8.1f ms"
                    .formatted(
                            step.path("step").asText(),
                            step.path("afterMs").asDouble(),
                            step.path("tookMs").asDouble()));
        }
        return lines;
    }
}
