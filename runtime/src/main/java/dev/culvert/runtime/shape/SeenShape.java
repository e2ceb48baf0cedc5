package dev.culvert.runtime.shape;

import dev.culvert.connector.capture.StreamShape;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which columns the stream means by its names. The stream tells names and types as they were then; the catalog has the
 * numbers as they are now. Where the two leave a doubt, the shape is refused.
 */
final class SeenShape {
    private final TableId table;
    private final TableShape base;
    private final TableShape look;

    /**
     * @param base the shape so far
     * @param look what the catalog has now, which is later than what the stream tells
     */
    SeenShape(TableId table, TableShape base, TableShape look) {
        this.table = table;
        this.base = base;
        this.look = look;
    }

    /** The shape with the numbers of its columns, and what the catalog says beside them. */
    TableShape of(StreamShape seen) {
        List<ColumnContext> columns = new ArrayList<>();
        int last = 0;
        for (StreamShape.Column column : seen.columns()) {
            ColumnContext known = find(column);
            if (known.number() <= last) {
                throw Refusals.shape(
                        table,
                        "Its columns stand in another order in the stream: one was dropped and added again, or several were"
                                + " renamed.");
            }
            last = known.number();
            columns.add(known);
        }
        return new TableShape(
                columns, look.attributes(), look.files(), look.labels(), base.retired(), base.choice(), look.apart());
    }

    private ColumnContext find(StreamShape.Column column) {
        Optional<ColumnContext> old = base.column(column.name());
        Optional<ColumnContext> now = look.column(column.name());
        if (old.isPresent()) {
            int number = old.get().number();
            Optional<ColumnContext> alive = look.column(number);
            boolean again = now.isPresent() && now.get().number() != number;
            if (again || (alive.isEmpty() && hasComeAndGone())) {
                throw Refusals.shape(
                        table,
                        "Column \"" + column.name()
                                + "\" was dropped and added again, or may have been: its rows' old values"
                                + " went without an event.");
            }
            return as(column, alive.orElse(old.get()));
        }
        ColumnContext added = now.orElseThrow(() -> Refusals.shape(
                table,
                "Column \"" + column.name()
                        + "\" is new in the stream and not in the catalog any more: what older rows had in it cannot be looked"
                        + " up."));
        if (added.typeOid() != Integer.toUnsignedLong(column.typeOid())) {
            throw Refusals.shape(
                    table,
                    "Column \"" + column.name()
                            + "\" is new in the stream, and has another type by now: what older rows had"
                            + " in it cannot be looked up.");
        }
        return as(column, added);
    }

    /** Whether columns were added and dropped since, which any name may have been of. */
    private boolean hasComeAndGone() {
        for (int number = base.attributes() + 1; number <= look.attributes(); number++) {
            if (look.column(number).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static ColumnContext as(StreamShape.Column seen, ColumnContext known) {
        long type = Integer.toUnsignedLong(seen.typeOid());
        return new ColumnContext(
                known.number(),
                seen.name(),
                type,
                seen.typmod(),
                type == known.typeOid() ? known.type() : "oid " + type,
                known.missing(),
                known.altered());
    }
}
