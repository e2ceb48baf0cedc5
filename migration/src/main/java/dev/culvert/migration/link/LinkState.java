package dev.culvert.migration.link;

import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a link's subscription stands. What is empty is unknown or not there, and never zero (I7).
 *
 * @param enabled whether it is to run
 * @param worker its apply worker, while one runs
 * @param tables its tables that are ready, the heartbeat table among them
 * @param notReady its tables in any other state, which get no changes from it
 * @param applyErrors errors while applying, counted since the counters began (15 and later); one that grows is a worker that
 *     fails and starts again
 */
public record LinkState(
        boolean enabled,
        Optional<LinkWorker> worker,
        List<TableId> tables,
        List<TableId> notReady,
        OptionalLong applyErrors) {

    public LinkState {
        tables = List.copyOf(tables);
        notReady = List.copyOf(notReady);
    }
}
