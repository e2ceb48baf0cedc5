package dev.culvert.connector.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.schemas.mask.ValueMask;
import dev.culvert.schemas.mask.ValueMasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaskedImageTest {
    private static final ValueMask STARS = text -> "***";

    /** One column for each state. */
    private static final RowImage ROW = new RowImage() {
        @Override
        public ValueState state(int column) {
            return ValueState.values()[column];
        }

        @Override
        public String text(int column) {
            if (state(column) != ValueState.VALUE) {
                throw new IllegalStateException("no value");
            }
            return "secret";
        }
    };

    private static List<ValueState> states(Optional<ValueMask> mask) {
        RowImage image = new MaskedImage(List.of(mask, mask, mask, mask)).over(ROW);
        List<ValueState> states = new ArrayList<>();
        for (int i = 0; i < ValueState.values().length; i++) {
            states.add(image.state(i));
        }
        return states;
    }

    @Test
    void whatIsNullUnchangedOrAbsentStaysSo() {
        assertThat(states(Optional.empty())).containsExactly(ValueState.values());
        assertThat(states(Optional.of(STARS))).containsExactly(ValueState.values());
        assertThat(new MaskedImage(List.of(Optional.of(STARS))).over(ROW).text(0))
                .isEqualTo("***");
    }

    @Test
    void nullifiedIsNullWhereverTheImageCoversTheColumn() {
        RowImage image = new MaskedImage(List.of(Optional.of(ValueMasks.NULL))).over(ROW);
        assertThat(states(Optional.of(ValueMasks.NULL)))
                .containsExactly(ValueState.NULL, ValueState.NULL, ValueState.NULL, ValueState.ABSENT);
        assertThatThrownBy(() -> image.text(0)).isInstanceOf(IllegalStateException.class);
    }
}
