package dev.culvert.migration.traffic;

import dev.culvert.migration.site.Site;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lets the applications' traffic through, holds it and moves it: poolers, programs, or nothing at all.
 *
 * <p>Every operation may be repeated, and {@link #resume} and {@link #switchTo} may be called by another process than the one that
 * called {@link #pause}: all that they need to know is in the poolers and their files. For one thread at a time.
 */
public interface Traffic extends AutoCloseable {

    /**
     * Whether a cutover away from {@code open} can rely on it. Changes nothing.
     *
     * @param open the side that the applications write to now
     * @param longestPause how long clients may have to be held
     * @return at least one finding for each pooler or program; an unreachable one is {@link ErrorCode#POOLER_UNREACHABLE}
     */
    List<Finding> check(Site.Role open, Duration longestPause);

    /**
     * From where its own connections come to the servers, as far as it has any now.
     *
     * @return empty if it does not know, as a program does not, or if there is no traffic that it holds
     * @throws CulvertException {@link ErrorCode#POOLER_UNREACHABLE}, {@link ErrorCode#POOLER_AUTH}
     */
    Optional<Set<ClientAddress>> connections();

    /**
     * Makes ready for {@code next}, before anything is held: a probe database in every pooler, and the answer that it gives. This
     * proves that the pooler reads the file that is going to be changed, and reaches the server and can log in there.
     *
     * @return a finding for each pooler; {@link ErrorCode#POOLER_ELSEWHERE} if another server answered
     * @throws CulvertException {@link ErrorCode#POOLER_UNREACHABLE}, {@link ErrorCode#POOLER_AUTH}, {@link ErrorCode#POOLER_FILE},
     *     {@link ErrorCode#POOLER_RELOAD}
     */
    List<Finding> prepareProbe(Site.Role next);

    /**
     * Asks again through the probe databases which server answers; for the time after a switch.
     *
     * @return a finding for each pooler
     */
    List<Finding> probe(Site.Role next);

    /**
     * Holds the traffic back everywhere, or nowhere: when it throws, everything was let go again.
     *
     * @param next the side that is going to be opened
     * @param budget how long it may take until no transaction is under way
     * @throws CulvertException {@link ErrorCode#POOLER_PAUSE}, {@link ErrorCode#HOOK_REFUSED}; {@link ErrorCode#POOLER_RESUME} if
     *     something could not be let go again
     */
    void pause(Site.Role next, Duration budget);

    /**
     * Points the traffic to {@code next} and lets it go.
     *
     * @throws CulvertException {@link ErrorCode#POOLER_RELOAD} and what {@link #pause} names; then it is to be repeated
     */
    void switchTo(Site.Role next);

    /**
     * Gives the traffic back to {@code open}, the side that it came from: files as they were, then let go. Does nothing where
     * nothing is held or changed.
     *
     * @throws CulvertException {@link ErrorCode#POOLER_RESUME} names what may still be held; then it is to be repeated
     */
    void resume(Site.Role open);

    /**
     * Takes away what {@link #prepareProbe} made, and what was set in the poolers for the moment of the switch. Last of all, also
     * after {@link #resume}; waits until a second after the clients were let go.
     */
    void restore();

    /** Takes every other trace out of the poolers' files too: comments that say how an entry was. For the end of a migration. */
    void forget();

    /** Leaves the poolers, and changes nothing in them. */
    @Override
    void close();
}
