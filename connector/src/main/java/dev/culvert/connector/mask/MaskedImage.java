package dev.culvert.connector.mask;

import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.schemas.mask.ValueMask;
import dev.culvert.schemas.mask.ValueMasks;
import java.util.List;
import java.util.Optional;

/** An image of a row with some of its values masked. One object for all rows of a shape. */
final class MaskedImage implements RowImage {
    private final ValueMask[] masks;
    private RowImage image;

    /** @param masks of each column */
    MaskedImage(List<Optional<ValueMask>> masks) {
        this.masks = masks.stream().map(mask -> mask.orElse(null)).toArray(ValueMask[]::new);
    }

    MaskedImage over(RowImage newImage) {
        image = newImage;
        return this;
    }

    @Override
    public ValueState state(int column) {
        ValueState state = image.state(column);
        return masks[column] == ValueMasks.NULL && state != ValueState.ABSENT ? ValueState.NULL : state;
    }

    @Override
    public void utf8(int column, Utf8 into) {
        if (masks[column] == null) {
            image.utf8(column, into);
        } else {
            into.set(text(column));
        }
    }

    @Override
    public String text(int column) {
        if (masks[column] == ValueMasks.NULL) {
            throw new IllegalStateException("a column that is null has no text");
        }
        String text = image.text(column);
        return masks[column] == null ? text : masks[column].apply(text);
    }
}
