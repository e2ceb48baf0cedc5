package dev.culvert.migration.cutover;

/**
 * How a turn is made.
 *
 * @param rehearse do everything up to the decision, then give the old side back
 */
public record CutoverOptions(boolean rehearse) {
    public static final CutoverOptions REAL = new CutoverOptions(false);
    public static final CutoverOptions REHEARSAL = new CutoverOptions(true);
}
