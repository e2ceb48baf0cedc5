package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowImage;

/** What one record says. Mutable; an encoder uses one for all of its records. */
final class Change {
    /** Debezium's letter: {@code r}, {@code c}, {@code u}, {@code d}, {@code t}. */
    String operation = "";
    /** The old row; {@link Images#NONE} if {@link #hasBefore} is false. */
    RowImage before = Images.NONE;
    /** The new row; {@link Images#NONE} if {@link #hasAfter} is false. */
    RowImage after = Images.NONE;
    /** Where values are that {@link #after} calls unchanged. */
    RowImage old = Images.NONE;

    boolean hasBefore;
    boolean hasAfter;
    Lsn lsn = Lsn.ZERO;
    ChangeContext context = new ChangeContext();

    Change start(String letter, Lsn position, ChangeContext place) {
        operation = letter;
        lsn = position;
        context = place;
        before = Images.NONE;
        after = Images.NONE;
        old = Images.NONE;
        hasBefore = false;
        hasAfter = false;
        return this;
    }

    Change before(RowImage image) {
        before = image;
        hasBefore = true;
        return this;
    }

    /** @param oldRow the old row as far as it is known, else {@link Images#NONE} */
    Change after(RowImage image, RowImage oldRow) {
        after = image;
        old = oldRow;
        hasAfter = true;
        return this;
    }
}
