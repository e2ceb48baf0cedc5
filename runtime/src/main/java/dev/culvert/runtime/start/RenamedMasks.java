package dev.culvert.runtime.start;

import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import java.util.List;

/**
 * Masked columns that have another name now, which no mask means: a copy of the table would show their values. A rule that names the
 * table itself refuses already that its column is missing; a pattern goes on as long as another table has it.
 */
final class RenamedMasks {

    private RenamedMasks() {}

    /** @throws CulvertException {@link ErrorCode#MASK_RENAMED}; nothing was changed */
    static void refuse(List<SelectedTable> tables, PositionContext then, PositionContext now) {
        for (SelectedTable table : tables) {
            for (TableContext old : then.tables()) {
                if (old.table().equals(table.id())) {
                    now.tables().stream()
                            .filter(today -> today.table().equals(old.table()) && today.oid() == old.oid())
                            .forEach(today -> refuse(table, old, today));
                }
            }
        }
    }

    private static void refuse(SelectedTable table, TableContext old, TableContext today) {
        for (ColumnContext column : old.shape().columns()) {
            if (!isMeant(table, column.name()) || !wasMasked(old, column)) {
                continue;
            }
            today.shape()
                    .column(column.number())
                    .filter(renamed -> !isMeant(table, renamed.name()))
                    .ifPresent(renamed -> {
                        throw renamed(table, column.name(), renamed.name());
                    });
        }
    }

    private static boolean wasMasked(TableContext old, ColumnContext column) {
        return old.masks().stream().anyMatch(mask -> mask.startsWith(column.name() + ": "));
    }

    private static boolean isMeant(SelectedTable table, String column) {
        return table.masks().stream().anyMatch(mask -> mask.columns().contains(column));
    }

    private static CulvertException renamed(SelectedTable table, String from, String to) {
        return new CulvertException(
                ErrorCode.MASK_RENAMED,
                "table " + table.id(),
                "Its column \"" + from + "\", which is masked, is called \"" + to + "\" now, and no mask means that.",
                Changed.NOTHING,
                "Add " + to + " to the columns of the mask, then " + RunCommandText.anew(table.id())
                        + "; or put the former name back. If it is to be seen from now on, give the table an entry of its own"
                        + " without the mask.");
    }
}
