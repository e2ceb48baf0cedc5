package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.util.function.Function;

/**
 * Where a run begins, proven to be sound.
 *
 * @param server who it is
 * @param writer fenced against every earlier one
 * @param captured the tables
 * @param context what a position of this run is valid for
 * @param contextNow reads the same again, for the watch
 * @param phase what is to be done: {@link Phase.Starting} if there is no slot yet
 * @param position where the stream goes on; without meaning in {@link Phase.Starting}
 * @param slotRequest the slot, if it is to be made
 */
public record Beginning(
        ServerIdentity server,
        RecordWriter writer,
        Captured captured,
        PositionContext context,
        Function<Session, PositionContext> contextNow,
        Phase phase,
        Position position,
        SlotRequest slotRequest) {}
