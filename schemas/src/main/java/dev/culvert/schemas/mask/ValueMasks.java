package dev.culvert.schemas.mask;

import dev.culvert.schemas.definition.MaskDefinition;

/** The masks of one run: each salt is read once. Thread-safe, as what it gives is. */
public final class ValueMasks {
    /** Every value is null under it. */
    public static final ValueMask NULL = text -> null;

    private final Salts salts = new Salts();

    /**
     * @throws dev.culvert.schemas.error.CulvertException {@link dev.culvert.schemas.error.ErrorCode#SECRET_MISSING},
     *     {@link dev.culvert.schemas.error.ErrorCode#MASK_SALT}
     */
    public ValueMask of(MaskDefinition mask) {
        if (mask.hash().isPresent()) {
            return new HashMask(salts.of(mask.hash().get().salt()));
        }
        if (mask.redact().isPresent()) {
            String instead = mask.redact().get();
            return text -> instead;
        }
        return mask.truncate().isPresent() ? truncate(mask.truncate().get()) : NULL;
    }

    /** By characters as PostgreSQL counts them, not by halves of them. */
    private static ValueMask truncate(int characters) {
        return text -> text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    /** Tells one mask from another, and nothing of a salt. */
    public String fingerprint(MaskDefinition mask) {
        if (mask.hash().isPresent()) {
            return "hash " + HashMask.fingerprint(salts.of(mask.hash().get().salt()));
        }
        return mask.kind()
                + mask.redact().map(text -> " " + text).orElse("")
                + mask.truncate().map(characters -> " " + characters).orElse("");
    }
}
