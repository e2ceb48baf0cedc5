package dev.culvert.migration.start;

import dev.culvert.migration.link.Link;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tables of the source that a migration copies: what holds rows itself (of partitioned tables the leaves), permanent or
 * unlogged. A leaf is chosen by its own name or by that of a table that it is a partition of. Tables of extensions belong to the
 * extension.
 */
public final class TableChoice {
    private final List<TablePattern> include;
    private final List<TablePattern> exclude;

    /** @throws CulvertException {@link ErrorCode#DEF_VALUE} for what is no pattern */
    public TableChoice(MigrationTables tables) {
        this.include = patterns(tables.include().isEmpty() ? List.of("*.*") : tables.include());
        this.exclude = patterns(tables.exclude());
    }

    private static List<TablePattern> patterns(List<String> texts) {
        return texts.stream()
                .map(text -> TablePattern.parse(text)
                        .orElseThrow(() -> new CulvertException(
                                ErrorCode.DEF_VALUE,
                                "table pattern " + text,
                                "It is not schema.name.",
                                Changed.NOTHING,
                                "Write schema.name; * and ? are globs.")))
                .toList();
    }

    /** By name. */
    public List<Relation> of(Session source) {
        List<Relation> all = new Catalog(source).relations();
        Map<Long, Relation> byOid = all.stream().collect(Collectors.toMap(Relation::oid, Function.identity()));
        Set<Long> ofExtensions = new HashSet<>(source.list(
                """
                SELECT d.objid::pg_catalog.int8 AS oid FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'""",
                row -> row.number("oid")));
        return all.stream()
                .filter(table -> table.kind() == RelationKind.TABLE
                        && table.persistence() != Persistence.TEMPORARY
                        && !table.id().schema().equals(Link.SCHEMA)
                        && !ofExtensions.contains(table.oid()))
                .filter(table -> {
                    List<TableId> names = names(table, byOid);
                    return matches(include, names) && !matches(exclude, names);
                })
                .toList();
    }

    private static boolean matches(List<TablePattern> patterns, List<TableId> names) {
        return patterns.stream().anyMatch(pattern -> names.stream().anyMatch(pattern::matches));
    }

    /** Its own, and those of all that it is a partition of. */
    private static List<TableId> names(Relation table, Map<Long, Relation> byOid) {
        List<TableId> names = new ArrayList<>();
        Relation each = table;
        while (each != null) {
            names.add(each.id());
            each = each.partitionOf().isPresent() ? byOid.get(each.partitionOf().getAsLong()) : null;
        }
        return names;
    }
}
