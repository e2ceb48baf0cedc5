package dev.culvert.migration.turn;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;

/**
 * One change of the open side: a cutover, or a rollback.
 *
 * @param migration its name
 * @param number from 1; odd ones go to the target
 * @param oldSide closes
 * @param newSide opens
 */
public record Turn(String migration, int number, Site oldSide, Site newSide) {

    public static Turn of(String migration, Sites sites, int number) {
        return number % 2 == 1
                ? new Turn(migration, number, sites.source(), sites.target())
                : new Turn(migration, number, sites.target(), sites.source());
    }

    /** Whether it goes to the target. */
    public boolean forward() {
        return number % 2 == 1;
    }

    /** What it is, for people. */
    public String word() {
        return forward() ? "cutover" : "rollback";
    }

    /** The link that carries what is written to the new side back to the old one. Turns never share one. */
    public Link back() {
        String name = forward() ? Link.reverseName(migration, number) : Link.returnName(migration, number);
        return new Link(name, newSide, oldSide);
    }

    /** The journal's mark before it, and after it was given up. */
    public String before() {
        return forward() ? Marks.STREAMING : Marks.SWITCHED;
    }

    /** The journal's mark while it is under way. */
    public String deciding() {
        return Marks.TURNING + number;
    }

    /** The journal's mark when it is complete. */
    public String after() {
        return forward() ? Marks.SWITCHED : Marks.STREAMING;
    }
}
