package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.OneOf;
import java.util.Optional;

/** A PostgreSQL database: either {@code url}, or {@code embedded} with a major version. */
@Doc("A PostgreSQL database, 13 to 18.")
@OneOf({"url", "embedded"})
public record PostgresDefinition(
        @Matches(
                        value =
                                "(postgresql|postgres)://[^:/?#@\\s]+@([A-Za-z0-9._%-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(,([A-Za-z0-9._%-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?)*/[^/?#\\s]+",
                        says = "of the form postgresql://user@host:port/database, without parameters")
                @Example("postgresql://culvert@db:5432/shop")
                @Doc(
                        "`postgresql://user@host:port[,host:port...]/database`, without a password and without parameters. Of several hosts the primary is found. The user needs LOGIN, REPLICATION, and SELECT on the tables.")
                Optional<String> url,
        @Matches(value = "1[3-8]", says = "the major version as text, from \"13\" to \"18\"")
                @Example("\"18\"")
                @Doc(
                        "The major version of a throw-away server that Culvert starts, with a small shop in it that is written to all the time: for a first try.")
                Optional<String> embedded,
        @Doc("The password of the user in `url`.") Optional<SecretReference> password,
        @Default("{}") @Doc("TLS towards the server.") TlsDefinition tls) {}
