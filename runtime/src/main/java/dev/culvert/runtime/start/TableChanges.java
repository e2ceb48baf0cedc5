package dev.culvert.runtime.start;

import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What became of the captured tables since the position was written.
 *
 * @param added are selected now, and were not captured
 * @param removed were captured, and no rule means them any more, or it was asked for
 * @param renewed were captured and are copied anew: it was asked for, now or before an interruption
 */
record TableChanges(Set<TableId> added, Set<TableId> removed, Set<TableId> renewed) {

    TableChanges {
        added = Set.copyOf(added);
        removed = Set.copyOf(removed);
        renewed = Set.copyOf(renewed);
    }

    /**
     * @param again asked to be copied anew
     * @param forgotten asked not to be captured any more
     */
    static TableChanges of(
            OffsetRecord stored,
            TableSelection selection,
            List<TableRule> rules,
            Collection<TablePattern> again,
            Collection<TablePattern> forgotten) {
        Set<TableId> then = new TreeSet<>();
        stored.context().tables().forEach(table -> then.add(table.table()));
        Set<TableId> now = new TreeSet<>();
        selection.tables().stream().map(SelectedTable::id).forEach(now::add);

        Set<TableId> removed = new HashSet<>();
        for (TableId table : then) {
            boolean meant = rules.stream()
                    .flatMap(rule -> TablePattern.parse(rule.table()).stream())
                    .anyMatch(pattern -> pattern.matches(table));
            if (!now.contains(table) && (!meant || matches(forgotten, table))) {
                removed.add(table);
            }
        }
        Set<TableId> added = new HashSet<>(now);
        added.removeAll(then);
        Set<TableId> renewed = new HashSet<>(stored.phase().renewed());
        now.stream().filter(table -> matches(again, table)).forEach(renewed::add);
        renewed.retainAll(now);
        renewed.removeAll(added);
        return new TableChanges(added, removed, renewed);
    }

    private static boolean matches(Collection<TablePattern> patterns, TableId table) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(table));
    }

    TableChanges without(Collection<TableId> notAdded) {
        Set<TableId> left = new HashSet<>(added);
        left.removeAll(notAdded);
        return new TableChanges(left, removed, renewed);
    }

    TableChanges withRenewed(Collection<TableId> more) {
        Set<TableId> all = new HashSet<>(renewed);
        all.addAll(more);
        return new TableChanges(added, removed, all);
    }

    boolean isNothing() {
        return added.isEmpty() && removed.isEmpty() && renewed.isEmpty();
    }

    /** Those whose rows are not in their topics as they should be. */
    Set<TableId> pending() {
        Set<TableId> pending = new TreeSet<>(added);
        pending.addAll(renewed);
        return pending;
    }

    /** Tables of which the position says more than it would say of a new one. */
    boolean stays(TableId table) {
        return !added.contains(table) && !removed.contains(table) && !renewed.contains(table);
    }

    /** A context of the tables that stay, which is what is compared. */
    PositionContext staying(PositionContext context) {
        return context.withTables(
                context.tables().stream().filter(table -> stays(table.table())).toList());
    }

    /**
     * What is to be done next.
     *
     * @param tables every table that is captured now
     */
    Phase phase(OffsetRecord stored, Collection<TableId> tables) {
        Set<TableId> pending = pending();
        Phase phase = stored.phase();
        if (pending.isEmpty() && !(phase instanceof Phase.Snapshot)) {
            return phase;
        }
        List<TableId> done = new ArrayList<>();
        for (TableId table : new TreeSet<>(tables)) {
            boolean copied = !(phase instanceof Phase.Snapshot snapshot)
                    || snapshot.tablesDone().contains(table);
            if (copied && !pending.contains(table)) {
                done.add(table);
            }
        }
        return new Phase.Snapshot(
                phase.generation(), stored.position().commitEndLsn(), done, List.copyOf(new TreeSet<>(pending)));
    }

    /** The tables of a context by name. */
    static Set<TableId> tables(PositionContext context) {
        Set<TableId> tables = new TreeSet<>();
        context.tables().stream().map(TableContext::table).forEach(tables::add);
        return tables;
    }
}
