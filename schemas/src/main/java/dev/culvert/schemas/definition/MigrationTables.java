package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Doc;
import java.util.List;

/**
 * Which tables are moved.
 *
 * @param include patterns {@code schema.name}; empty means all
 * @param exclude patterns {@code schema.name}; they win
 */
@Doc("Which tables are moved: those that an entry of `include` matches and none of `exclude`.")
public record MigrationTables(
        @Doc("`schema.name`, where `*` and `?` are globs; default: every table.") List<String> include,
        @Doc("`schema.name`, as in `include`. What it matches exists on the target, and stays empty there.")
                List<String> exclude) {

    public MigrationTables {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}
