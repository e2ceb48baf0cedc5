/**
 * Takes a Debezium connector's slot, publication and place over, without a new snapshot: {@link dev.culvert.runtime.adopt.Adoption}
 * finds the boundary up to which the connector's topics are whole, and proves it from the slot, the connector's own offset, the WAL
 * and the topics.
 *
 * <p>Enforced here: I2, the position is a boundary; I6, a slot that is ahead of the connector's offset is a gap.
 */
package dev.culvert.runtime.adopt;
