package dev.culvert.migration.cutover;

import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** Told what happens, by the thread that does it; it must be quick. */
public interface CutoverListener {
    /** Listens to nothing. */
    CutoverListener NONE = new CutoverListener() {};

    /** What the gates found, passes too. */
    default void gates(List<Finding> findings) {}

    /** Before a step. */
    default void begins(CutoverStep step) {}

    /** After a step. */
    default void ended(CutoverStep step) {}

    /** The old side is being given back, because of {@code reason}. */
    default void givesBack(String reason) {}

    /** Something that does not keep clients from writing could not be done. */
    default void left(String what) {}
}
