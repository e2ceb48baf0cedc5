package dev.culvert.migration.preflight;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.TablePattern;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is to be moved.
 *
 * @param name of the migration or replication
 * @param sites from where to where
 * @param tables which tables
 * @param whole whether a whole database is moved, and the source closed in the end
 * @param wayBack whether changes go back afterwards
 */
record Subject(String name, Sites sites, Predicate<TableId> tables, boolean whole, boolean wayBack) {
    static Subject of(Sites sites, MigrationDefinition definition) {
        return new Subject(
                definition.name(),
                sites,
                selected(definition.tables()),
                true,
                definition.cutover().reverseReplication());
    }

    static Subject of(Sites sites, ReplicationDefinition definition) {
        List<TablePattern> patterns = patterns(definition.tables().stream()
                .map(ReplicationDefinition.Table::table)
                .toList());
        return new Subject(
                definition.name(),
                sites,
                table -> patterns.stream().anyMatch(pattern -> pattern.matches(table)),
                false,
                false);
    }

    private static Predicate<TableId> selected(MigrationTables tables) {
        List<TablePattern> include = patterns(tables.include());
        List<TablePattern> exclude = patterns(tables.exclude());
        return table -> (include.isEmpty() || include.stream().anyMatch(pattern -> pattern.matches(table)))
                && exclude.stream().noneMatch(pattern -> pattern.matches(table));
    }

    private static List<TablePattern> patterns(List<String> texts) {
        return texts.stream().map(TablePattern::parse).flatMap(Optional::stream).toList();
    }

    /** Whether a slot, publication or subscription belongs to it. */
    boolean owns(String object) {
        return object.startsWith(Link.prefix(name) + "_");
    }
}
