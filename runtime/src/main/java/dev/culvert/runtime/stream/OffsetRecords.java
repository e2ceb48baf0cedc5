package dev.culvert.runtime.stream;

import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import java.time.Clock;
import java.util.function.Supplier;

/** Makes the offset records of one run. Thread-safe. */
public final class OffsetRecords {
    private final Supplier<PositionContext> context;
    private final Clock clock;
    private final String writer;

    /** @param context what a position at the newest boundary is valid for */
    public OffsetRecords(Supplier<PositionContext> context, Clock clock, String writer) {
        this.context = context;
        this.clock = clock;
        this.writer = writer;
    }

    public OffsetRecord at(Position position, Phase phase) {
        return new OffsetRecord(position, phase, context.get(), clock.instant(), writer);
    }
}
