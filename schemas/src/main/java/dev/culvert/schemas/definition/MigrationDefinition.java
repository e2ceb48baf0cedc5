package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.error.ErrorCode;

/** {@code kind: Migration}: a database from one server to another of the same or a newer major version. */
@Doc("A database, moved from one server to another of a newer major version while it is in use.")
public record MigrationDefinition(
        @Required @Doc("What the migration is called.") Metadata metadata,
        @Required @Doc("The old server.") EndpointDefinition source,
        @Required @Doc("The new server, whose database is empty.") EndpointDefinition target,
        @Default("{}") @Doc("Which tables.") MigrationTables tables,
        @Default("{}") @Doc("How they are copied.") CopyDefinition copy,
        @Default("{}") @Doc("How writes are moved.") CutoverDefinition cutover)
        implements Definition {

    /** What it is called; the name is a part of the names of everything that Culvert makes on the servers. */
    @Doc("The name is a part of the names of slots, publications and subscriptions.")
    public record Metadata(
            @Required
                    @Matches(
                            value = "[a-z]([a-z0-9-]{0,38}[a-z0-9])?",
                            says =
                                    "up to 40 of `a` to `z`, `0` to `9` and `-`, beginning with a letter and not ending with `-`",
                            code = ErrorCode.DEF_NAME)
                    @Example("shop-15-to-18")
                    @Doc("The name of the migration.")
                    String name) {}

    @Override
    public Kind kind() {
        return Kind.MIGRATION;
    }

    @Override
    public String name() {
        return metadata.name();
    }
}
