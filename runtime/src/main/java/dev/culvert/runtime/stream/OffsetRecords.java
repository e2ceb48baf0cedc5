package dev.culvert.runtime.stream;

import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import java.time.Clock;

/** Makes the offset records of one run: the context stays, position and phase move. Thread-safe. */
public final class OffsetRecords {
    private final PositionContext context;
    private final Clock clock;
    private final String writer;

    public OffsetRecords(PositionContext context, Clock clock, String writer) {
        this.context = context;
        this.clock = clock;
        this.writer = writer;
    }

    public OffsetRecord at(Position position, Phase phase) {
        return new OffsetRecord(position, phase, context, clock.instant(), writer);
    }

    public PositionContext context() {
        return context;
    }
}
