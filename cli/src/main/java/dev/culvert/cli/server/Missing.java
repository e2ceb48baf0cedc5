package dev.culvert.cli.server;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/** Something that was to be shown is not there. */
public final class Missing {
    private Missing() {}

    /** @param kind {@code slot}, {@code publication}, {@code subscription} */
    public static CulvertException of(String kind, String name, ServerOptions server) {
        return new CulvertException(
                ErrorCode.NOT_FOUND,
                kind + " \"" + name + "\"",
                "There is none of this name.",
                Changed.NOTHING,
                "culvert " + kind + " list --url " + server.url());
    }
}
