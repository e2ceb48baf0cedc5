package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;

/** One entry of {@code messages}; the first that matches a message's prefix is its rule. */
@Doc(
        "Which messages of `pg_logical_emit_message(true, prefix, content)` are events, and their topic. Such a message needs no table."
                + " PostgreSQL 14 and later.")
public record MessageRule(
        @Required
                @Example("\"shop.*\"")
                @Doc(
                        "The prefix; `*` and `?` are globs. Messages that no entry means are not sent, nor are those whose prefix begins with `culvert`.")
                String prefix,
        @Required
                @Matches(value = "[a-zA-Z0-9._-]{1,249}", says = "up to 249 letters, digits, `.`, `_` and `-`")
                @Example("shop.events")
                @Doc("Their topic. The key of a record is the prefix, so messages of one prefix stay in their order.")
                String topic) {}
