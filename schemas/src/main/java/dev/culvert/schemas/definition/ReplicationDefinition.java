package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.definition.annotation.SqlText;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/** {@code kind: Replication}: selected tables of one database into another, kept up to date. */
@Doc("Selected tables of one database into another, kept up to date by native logical replication.")
public record ReplicationDefinition(
        @Required @Doc("What the replication is called.") Metadata metadata,
        @Required @Doc("Where changes come from.") EndpointDefinition source,
        @Required @Doc("Where they go; several replications may have one target.") EndpointDefinition target,
        @Required @Doc("Which tables. For each table the first entry that matches is its rule.") List<Table> tables,
        @Default("{}") @Doc("How they are copied.") CopyDefinition copy)
        implements Definition {

    /** What it is called. */
    @Doc("The name is a part of the names of slot, publication and subscription.")
    public record Metadata(
            @Required
                    @Matches(
                            value = "[a-z]([a-z0-9-]{0,38}[a-z0-9])?",
                            says =
                                    "up to 40 of `a` to `z`, `0` to `9` and `-`, beginning with a letter and not ending with `-`",
                            code = ErrorCode.DEF_NAME)
                    @Example("orders-to-reporting")
                    @Doc("The name of the replication.")
                    String name) {}

    /** Which tables, and what of them. */
    @Doc("Which tables, and what of them.")
    public record Table(
            @Required @Example("public.orders") @Doc("`schema.name` as the catalog has them; `*` and `?` are globs.")
                    String table,
            @Doc("Which columns; default: all (PostgreSQL 15 and later).") Optional<TableRule.Columns> columns,
            @SqlText @Example("region = 'eu'") @Doc("Which rows, as SQL (PostgreSQL 15 and later).")
                    Optional<String> where) {}

    public ReplicationDefinition {
        tables = List.copyOf(tables);
    }

    @Override
    public Kind kind() {
        return Kind.REPLICATION;
    }

    @Override
    public String name() {
        return metadata.name();
    }
}
