/**
 * Where a pipeline stands and what that is valid for: {@link dev.culvert.schemas.position.Position},
 * {@link dev.culvert.schemas.position.PositionContext}, {@link dev.culvert.schemas.position.Phase}, together the
 * {@link dev.culvert.schemas.position.OffsetRecord} that is written in the same Kafka transaction as the rows.
 *
 * <p>Enforced here: I2, by a position being a boundary, or a boundary with rows to skip and their checksum.
 */
package dev.culvert.schemas.position;
