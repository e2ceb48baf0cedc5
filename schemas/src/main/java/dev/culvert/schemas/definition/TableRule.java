package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.OneOf;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.definition.annotation.SqlText;
import java.util.List;
import java.util.Optional;

/** One entry of {@code tables}; the first that matches a table is its rule. */
@Doc("Which tables, and what of them.")
public record TableRule(
        @Required
                @Example("public.orders")
                @Doc(
                        "`schema.name` as the catalog has them, without folding of case; `*` and `?` are globs. A part in double quotes is taken literally. Partitioned tables match by their root.")
                String table,
        @Doc(
                        "Which columns are published; default: all. It becomes a column list of the publication (PostgreSQL 15 and later).")
                Optional<Columns> columns,
        @SqlText
                @Example("region = 'eu'")
                @Doc(
                        "Which rows are published, as SQL. It becomes a row filter of the publication (PostgreSQL 15 and later).")
                Optional<String> where,
        @Doc("The columns of the record key, for a table with REPLICA IDENTITY FULL; none of them may allow null.")
                List<String> key,
        @Matches(value = "[a-zA-Z0-9._-]{1,249}", says = "up to 249 letters, digits, `.`, `_` and `-`")
                @Example("shop.orders")
                @Doc("Its topic, instead of `kafka.topic`; only for an entry without globs.")
                Optional<String> topic,
        @Doc("Columns whose values are not to be seen, and what is seen instead. For every version of PostgreSQL.")
                List<MaskDefinition> mask,
        @Doc("The table is an outbox, whose rows are events and not rows.") Optional<OutboxDefinition> outbox) {

    public TableRule {
        key = List.copyOf(key);
        mask = List.copyOf(mask);
    }

    /** A rule of rows as they are. */
    public TableRule(
            String table, Optional<Columns> columns, Optional<String> where, List<String> key, Optional<String> topic) {
        this(table, columns, where, key, topic, List.of(), Optional.empty());
    }

    /** Either {@code include} or {@code exclude}. */
    @Doc("Some columns of a table. The replica identity must be among those that are published.")
    @OneOf({"include", "exclude"})
    public record Columns(
            @Doc("Publish these.") List<String> include,
            @Example("[card_number]") @Doc("Publish all but these.") List<String> exclude) {

        public Columns {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }
    }
}
