package dev.culvert.runtime.adopt;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.InsideTransaction;
import dev.culvert.schemas.position.Position;
import java.util.Map;

/**
 * What was found, and where the pipeline goes on.
 *
 * @param slot the slot's name
 * @param confirmed up to where the connector has confirmed the slot
 * @param offset the connector's own
 * @param position after everything that its topics have without a hole: a boundary, or inside the transaction after it
 * @param written transactions after {@code confirmed} that its topics have whole
 * @param repeated changes after {@code position} that are in the topics already, by table; each comes once more
 */
public record AdoptionReport(
        String slot,
        Lsn confirmed,
        ConnectorOffset offset,
        Position position,
        int written,
        Map<TableId, Long> repeated) {

    public AdoptionReport {
        repeated = Map.copyOf(repeated);
    }

    /** Whether no record comes twice. */
    public boolean exact() {
        return repeated.isEmpty();
    }

    /** How many changes of the transaction after the boundary are written, and left out. */
    public long writtenInside() {
        return position.insideTxn().map(InsideTransaction::changes).orElse(0L);
    }
}
