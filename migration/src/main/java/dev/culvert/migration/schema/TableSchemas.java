package dev.culvert.migration.schema;

import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes single tables on the target as the source defines them: columns, defaults, checks, keys, indexes, partitions, comments.
 * What a copy of one table must not bring along stays away: owners and grants, foreign keys, triggers, rules and policies.
 */
public final class TableSchemas {
    private static final Set<String> KINDS = Set.of(
            "TABLE",
            "TABLE ATTACH",
            "SEQUENCE",
            "SEQUENCE OWNED BY",
            "DEFAULT",
            "CHECK CONSTRAINT",
            "CONSTRAINT",
            "INDEX",
            "INDEX ATTACH",
            "STATISTICS",
            "COMMENT");

    /** The comment of an object that stays away has nowhere to go. */
    private static final List<String> COMMENTED = List.of("TABLE ", "COLUMN ");

    private final Sites sites;
    private final DumpTools tools;

    /** @throws CulvertException {@link ErrorCode#DUMP_TOOL_MISSING} */
    public TableSchemas(Sites sites, ServerVersion source, ServerVersion target) {
        this.sites = sites;
        this.tools = DumpTools.find(source, target);
    }

    /**
     * A table that is made.
     *
     * @param columns those that it keeps, and generated ones beside; empty means all. Ignored for a partition, which has its
     *     root's
     */
    public record Wanted(TableId id, Optional<List<String>> columns) {}

    /**
     * Makes all or none, with the schemas that they are in.
     *
     * @param target outside a transaction
     * @throws CulvertException {@link ErrorCode#DUMP_FAILED}, {@link ErrorCode#SCHEMA_RESTORE}: a type or a function that a table
     *     needs is not made, and must be there
     */
    public void make(Session target, Collection<Wanted> tables) {
        List<SchemaEntry> entries = SchemaDump.ofTables(
                tools,
                sites.source().sessions().settings(),
                tables.stream().map(Wanted::id).toList());
        target.transaction(() -> {
            tables.stream()
                    .map(table -> table.id().schema())
                    .distinct()
                    .sorted()
                    .forEach(schema -> {
                        if (!hasSchema(target, schema)) {
                            target.update("CREATE SCHEMA " + Identifier.quote(schema));
                        }
                    });
            EntryRunner runner = new EntryRunner(target, EntryRunner.tablespaces(target));
            entries.stream().filter(TableSchemas::isWanted).forEach(runner::run);
            tables.forEach(table -> narrow(target, table));
            return true;
        });
    }

    private static boolean hasSchema(Session target, String name) {
        return target.one(
                "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ?) AS there",
                row -> row.bool("there"),
                name);
    }

    private static boolean isWanted(SchemaEntry entry) {
        return KINDS.contains(entry.kind())
                && (!entry.kind().equals("COMMENT") || COMMENTED.stream().anyMatch(entry.name()::startsWith));
    }

    /** CASCADE takes what is of the same new table only, such as a generated column of one that goes. */
    private static void narrow(Session target, Wanted table) {
        if (table.columns().isEmpty()) {
            return;
        }
        String name = QualifiedName.quote(table.id());
        List<String> drops = target
                .list(
                        """
                        SELECT a.attname FROM pg_catalog.pg_attribute AS a
                        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                        WHERE a.attrelid = ?::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
                          AND a.attgenerated = '' AND NOT c.relispartition ORDER BY a.attnum""",
                        row -> row.text("attname"),
                        name)
                .stream()
                .filter(column -> !table.columns().get().contains(column))
                .map(column -> "DROP COLUMN " + Identifier.quote(column) + " CASCADE")
                .toList();
        if (!drops.isEmpty()) {
            target.update("ALTER TABLE " + name + " " + drops.stream().collect(Collectors.joining(", ")));
        }
    }
}
