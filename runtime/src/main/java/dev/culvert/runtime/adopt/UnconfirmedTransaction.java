package dev.culvert.runtime.adopt;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import java.util.Map;

/**
 * A transaction in the WAL that the connector has not confirmed.
 *
 * @param transaction its id and time
 * @param commitEndLsn the boundary after it
 * @param changes how many rows of each captured table it changes
 */
record UnconfirmedTransaction(SourceTransaction transaction, Lsn commitEndLsn, Map<TableId, Long> changes) {}
