package dev.culvert.cli.definition;

import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Path;
import java.util.Map;

/** A command was given a definition of another kind than it takes. */
public final class WrongKind {
    /** What does for a kind what another command does for others. */
    private static final Map<Kind, Map<String, String>> INSTEAD = Map.of(
            Kind.PIPELINE, Map.of("start", "run", "pause", "status", "resume", "run", "cancel", "destroy"),
            Kind.MIGRATION, Map.of("run", "migrate start", "apply", "migrate start", "destroy", "migrate cancel"),
            Kind.REPLICATION, Map.of("run", "apply", "start", "apply", "cancel", "destroy"));

    private WrongKind() {}

    /** @param command what was called, without its group */
    public static CulvertException of(Path file, Definition definition, String command) {
        String instead = INSTEAD.get(definition.kind()).getOrDefault(command, "status");
        return new CulvertException(
                ErrorCode.DEF_KIND,
                file.toString(),
                "Its kind is " + definition.kind() + ", which " + command + " does not take.",
                Changed.NOTHING,
                "culvert " + instead + " " + file);
    }
}
