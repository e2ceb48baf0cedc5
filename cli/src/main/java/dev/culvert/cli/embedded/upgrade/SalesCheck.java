package dev.culvert.cli.embedded.upgrade;

import java.util.Collection;
import java.util.Set;

/**
 * What is on a server, beside what the customers were told.
 *
 * @param acknowledged purchases that must be there once
 * @param missing those that are not
 * @param doubled tags that are there more than once
 * @param ghosts purchases that were refused and are there nevertheless
 */
public record SalesCheck(long acknowledged, long missing, long doubled, long ghosts) {

    /** @param stored the tags that are on the server, each as often as it is there */
    static SalesCheck of(Sales sales, Collection<String> stored) {
        Set<String> once = Set.copyOf(stored);
        Set<String> acknowledged = sales.acknowledged();
        return new SalesCheck(
                acknowledged.size(),
                acknowledged.stream().filter(tag -> !once.contains(tag)).count(),
                stored.size() - once.size(),
                sales.refused().stream().filter(once::contains).count());
    }

    /** Whether each acknowledged purchase is there once, and no refused one. */
    public boolean good() {
        return missing == 0 && doubled == 0 && ghosts == 0;
    }
}
