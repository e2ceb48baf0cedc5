package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Required;

/** One side of a migration or of a replication. */
@Doc("A server, and the database in it.")
public record EndpointDefinition(@Required @Doc("The server and the database.") PostgresDefinition postgres) {}
