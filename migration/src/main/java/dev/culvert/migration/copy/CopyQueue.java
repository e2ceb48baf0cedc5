package dev.culvert.migration.copy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Deals parts out to the workers, table by table in the plan's order. Safe for several threads. */
final class CopyQueue {
    private final Deque<TablePart> waiting = new ArrayDeque<>();
    private final Map<CopyTable, Integer> open = new HashMap<>();
    private final Set<CopyTable> emptied = new HashSet<>();
    private boolean stopped;

    CopyQueue(List<CopyTable> tables) {
        for (CopyTable table : tables) {
            for (int number = 1; number <= table.parts().size(); number++) {
                waiting.add(new TablePart(table, number));
            }
            open.put(table, table.parts().size());
        }
    }

    /**
     * The next part; empty if every part is dealt out, or after {@link #stop}.
     *
     * @param empty is run before the first part of a table is dealt out, while nobody else gets one
     */
    synchronized Optional<TablePart> next(Consumer<CopyTable> empty) {
        if (stopped || waiting.isEmpty()) {
            return Optional.empty();
        }
        CopyTable table = waiting.element().table();
        if (!emptied.contains(table)) {
            empty.accept(table);
            emptied.add(table);
        }
        return Optional.of(waiting.remove());
    }

    /** A part that was not copied is the next one again. */
    synchronized void giveBack(TablePart part) {
        waiting.addFirst(part);
    }

    /** A part is copied; whether its table now is. */
    synchronized boolean done(TablePart part) {
        return open.merge(part.table(), -1, Integer::sum) == 0;
    }

    synchronized boolean hasMore() {
        return !stopped && !waiting.isEmpty();
    }

    synchronized boolean isDone() {
        return open.values().stream().allMatch(parts -> parts == 0);
    }

    /** No part is dealt out any more; those that are being copied end as usual. */
    synchronized void stop() {
        stopped = true;
    }
}
