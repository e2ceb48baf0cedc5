package dev.culvert.cli.demo;

import dev.culvert.cli.embedded.upgrade.UpgradeServers;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that a user would write. */
final class DemoDefinitions {
    private DemoDefinitions() {}

    /** The migration's. */
    static Path migration(UpgradeServers servers) {
        return write(
                servers.directory().resolve("shop.yaml"),
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: shop-%d-to-%d}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                cutover:
                  maxWritePause: 5s
                  traffic: %s
                """
                        .formatted(
                                UpgradeServers.OLD,
                                UpgradeServers.NEW,
                                servers.oldUrl(),
                                servers.newUrl(),
                                servers.entrance().traffic()));
    }

    /** The pipeline's. */
    static PipelineDefinition pipeline(UpgradeServers servers, String kafka) {
        return (PipelineDefinition) DefinitionReader.read(write(
                servers.directory().resolve("changes.yaml"),
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: changes}
                source:
                  postgres: {url: "%s"}
                  tables: [{table: public.orders}]
                snapshot: {mode: never}
                kafka: {bootstrap: "%s", create: {partitions: 1}}
                format: {value: json}
                """
                        .formatted(servers.oldUrl(), kafka)));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
