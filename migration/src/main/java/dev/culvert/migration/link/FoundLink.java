package dev.culvert.migration.link;

/**
 * A link of which something is on the servers; at the least a heartbeat table.
 *
 * @param link its name and its ends
 * @param number its epoch or turn
 * @param publication whether the publisher has its publication
 * @param slot whether the publisher has its slot
 * @param subscription whether the subscriber has its subscription
 */
public record FoundLink(Link link, int number, boolean publication, boolean slot, boolean subscription) {

    /** Whether it can carry changes. */
    public boolean isWhole() {
        return publication && slot && subscription;
    }
}
