package dev.culvert.migration.copy;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableSize;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.copy.BinaryForm;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at both sides and says how each table is copied. For one thread at a time, as its sessions are. */
public final class CopyPlan {
    private final Session source;
    private final Session target;
    private final CopyDefinition definition;

    /**
     * @param source an ordinary session
     * @param target an ordinary session; the tables are there already
     */
    public CopyPlan(Session source, Session target, CopyDefinition definition) {
        this.source = source;
        this.target = target;
        this.definition = definition;
    }

    /**
     * Whole tables into a target that is the copy's alone. Largest first.
     *
     * @throws CulvertException {@link ErrorCode#TABLE_MISSING}, {@link ErrorCode#COLUMN_MISSING} if the target lacks something
     */
    public List<CopyTable> of(List<Relation> tables) {
        return plan(tables.stream().map(CopyChoice::whole).toList(), false);
    }

    /**
     * Into a target that others use too, where no table is emptied. Largest first.
     *
     * @throws CulvertException as {@link #of}
     */
    public List<CopyTable> ofShared(List<CopyChoice> choices) {
        return plan(choices, true);
    }

    private List<CopyTable> plan(List<CopyChoice> choices, boolean shared) {
        List<Relation> tables = choices.stream().map(CopyChoice::table).toList();
        Catalog here = new Catalog(source);
        List<Long> oids = tables.stream().map(Relation::oid).toList();
        Map<Long, TableSize> sizes = here.sizes(oids);
        Map<Long, List<CatalogColumn>> columns = here.columns(oids);
        Map<TableId, Map<String, CatalogColumn>> there = targetColumns(tables);
        PartPlanner planner = new PartPlanner(source, definition.splitLargerThan(), definition.parallelism());
        List<CopyTable> plan = new ArrayList<>();
        for (CopyChoice choice : choices) {
            Relation table = choice.table();
            TableSize size = sizes.getOrDefault(table.oid(), new TableSize(0, 0));
            List<CatalogColumn> copied = columns.getOrDefault(table.oid(), List.of()).stream()
                    .filter(column -> column.generated() == CatalogColumn.Generated.NO && choice.takes(column.name()))
                    .toList();
            Map<String, CatalogColumn> counterparts = there.get(table.id());
            boolean binary = isBinary(table.id(), copied, counterparts);
            plan.add(new CopyTable(
                    table.id(),
                    copied.stream()
                            .map(column ->
                                    CopyColumn.of(column, counterparts.get(column.name()), binary, source.version()))
                            .toList(),
                    binary,
                    table.persistence() == Persistence.PERMANENT,
                    table.estimatedRows().orElse(0),
                    size.totalBytes(),
                    planner.split(table, size, copied),
                    choice.filter(),
                    shared));
        }
        plan.sort(Comparator.comparingLong(CopyTable::bytes).reversed().thenComparing(CopyTable::id));
        return List.copyOf(plan);
    }

    private Map<TableId, Map<String, CatalogColumn>> targetColumns(List<Relation> tables) {
        Catalog catalog = new Catalog(target);
        Map<TableId, Relation> present =
                catalog.relations().stream().collect(Collectors.toMap(Relation::id, Function.identity()));
        Map<Long, List<CatalogColumn>> columns = catalog.columns(tables.stream()
                .map(table -> present.get(table.id()))
                .filter(found -> found != null)
                .map(Relation::oid)
                .toList());
        Map<TableId, Map<String, CatalogColumn>> byName = new HashMap<>();
        for (Relation table : tables) {
            Relation found = present.get(table.id());
            if (found == null) {
                throw missing(
                        ErrorCode.TABLE_MISSING,
                        table.id(),
                        "The target does not have it; it was made on the source after the schema was taken over.");
            }
            byName.put(
                    table.id(),
                    columns.getOrDefault(found.oid(), List.of()).stream()
                            .collect(Collectors.toMap(CatalogColumn::name, Function.identity())));
        }
        return byName;
    }

    private static boolean isBinary(TableId table, List<CatalogColumn> here, Map<String, CatalogColumn> there) {
        boolean same = true;
        for (CatalogColumn column : here) {
            CatalogColumn counterpart = there.get(column.name());
            if (counterpart == null) {
                throw missing(
                        ErrorCode.COLUMN_MISSING, table, "The target's table has no column \"" + column.name() + "\".");
            }
            same &= BinaryForm.isSame(column.type(), counterpart.type());
        }
        return same;
    }

    private static CulvertException missing(ErrorCode code, TableId table, String fact) {
        return new CulvertException(
                code,
                "table " + table,
                fact,
                Changed.PARTLY,
                "Make it on the target as it is on the source, or culvert migrate cancel and start anew.");
    }
}
