/**
 * One direction of native logical replication: {@link dev.culvert.migration.link.Link} names its publication, slot, subscription
 * and heartbeat table, which all have one name. A migration has one forward link per epoch of its copy, and one link for the way
 * back.
 *
 * <p>Enforced here: I7.
 */
package dev.culvert.migration.link;
