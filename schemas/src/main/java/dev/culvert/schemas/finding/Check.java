package dev.culvert.schemas.finding;

import java.util.List;

/** One preflight check. Reads only; an implementation that cannot look returns {@link Severity#UNKNOWN}. */
public interface Check {

    /** What is checked, in a few words, such as {@code wal_level}. */
    String title();

    /** At least one finding; {@link Severity#PASSED} where all is well. */
    List<Finding> run();
}
