package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.ValueState;

/** What an image says of a column, where an unchanged TOAST value may be had from the old image (I4). */
final class Images {
    /** The image of a row of which nothing is known. */
    static final RowImage NONE = new RowImage() {
        @Override
        public ValueState state(int column) {
            return ValueState.ABSENT;
        }

        @Override
        public String text(int column) {
            throw new IllegalStateException("there is no value");
        }
    };

    private Images() {}

    /** The image that has the value of a column, or one that has none: the old one where the new one says unchanged. */
    static RowImage holder(RowImage image, RowImage old, int column) {
        return image.state(column) == ValueState.UNCHANGED && old.state(column) == ValueState.VALUE ? old : image;
    }

    /** Whether a consumer has to be told that the column has a value that is not in the record. */
    static boolean isUnchanged(RowImage image, RowImage old, int column) {
        return holder(image, old, column).state(column) == ValueState.UNCHANGED;
    }
}
