package dev.culvert.cli.slot;

import dev.culvert.schemas.status.Amount;
import java.util.Optional;
import java.util.OptionalLong;

/** What is not known of a slot is {@code -}, never 0. */
final class SlotWords {
    private static final String UNKNOWN = "-";

    private SlotWords() {}

    static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? Amount.bytes(bytes.getAsLong()) : UNKNOWN;
    }

    static String text(Optional<?> value) {
        return value.map(Object::toString).orElse(UNKNOWN);
    }
}
