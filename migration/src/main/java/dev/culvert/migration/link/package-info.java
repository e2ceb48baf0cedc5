/**
 * One direction of native logical replication: {@link dev.culvert.migration.link.Link} names its publication, slot, subscription
 * and heartbeat table, which all have one name. A migration has one forward link per epoch of its copy, and one link for the way
 * back.
 *
 * <p>{@link dev.culvert.migration.link.LinkPublisher} and {@link dev.culvert.migration.link.LinkSubscriber} work on the two ends,
 * {@link dev.culvert.migration.link.Heartbeat} sends tokens through, {@link dev.culvert.migration.link.Links} finds what is there.
 *
 * <p>Enforced here: I7, I12.
 */
package dev.culvert.migration.link;
