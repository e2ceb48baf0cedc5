package dev.culvert.schemas.position;

import java.time.Instant;

/**
 * The record in the pipeline's offset topic.
 *
 * @param position how far the stream is durable
 * @param phase what the pipeline was doing
 * @param context what the position is valid for
 * @param writtenAt by the writer's clock; for people, nothing is decided by it
 * @param writer version of the Culvert that wrote it
 */
public record OffsetRecord(Position position, Phase phase, PositionContext context, Instant writtenAt, String writer) {

    /** The same position, doing something else. */
    public OffsetRecord withPhase(Phase other) {
        return new OffsetRecord(position, other, context, writtenAt, writer);
    }

    /** Another position, of the same context. */
    public OffsetRecord withPosition(Position other) {
        return new OffsetRecord(other, phase, context, writtenAt, writer);
    }

    /** The same position, valid for something else. */
    public OffsetRecord withContext(PositionContext other) {
        return new OffsetRecord(position, phase, other, writtenAt, writer);
    }
}
