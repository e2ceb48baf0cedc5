package dev.culvert.runtime.adopt;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a connector wrote without confirming it, against what is in the WAL.
 *
 * @param boundary after the last transaction that is whole in the topics, as all before it
 * @param whole how many those are
 * @param torn the transaction after the boundary, if it is there in part and nothing of a later one is
 * @param tornChanges how many changes of it are written at each place
 * @param repeated changes after the boundary that are in the topics, by table
 */
record Overlap(
        Lsn boundary,
        int whole,
        Optional<UnconfirmedTransaction> torn,
        Map<Place, Long> tornChanges,
        Map<TableId, Long> repeated) {

    static Overlap of(
            Lsn confirmed, List<UnconfirmedTransaction> unconfirmed, Map<SourceTransaction, Map<Place, Long>> written) {
        Lsn boundary = confirmed;
        int whole = 0;
        while (whole < unconfirmed.size()
                && byTable(written(unconfirmed.get(whole), written))
                        .equals(unconfirmed.get(whole).changes())) {
            boundary = unconfirmed.get(whole).commitEndLsn();
            whole++;
        }
        Map<TableId, Long> repeated = new TreeMap<>();
        Optional<UnconfirmedTransaction> torn = Optional.empty();
        for (int i = whole; i < unconfirmed.size(); i++) {
            Map<Place, Long> there = written(unconfirmed.get(i), written);
            byTable(there).forEach((table, changes) -> repeated.merge(table, changes, Long::sum));
            boolean changed = !unconfirmed.get(i).changes().isEmpty();
            torn = i == whole && changed ? Optional.of(unconfirmed.get(i)) : there.isEmpty() ? torn : Optional.empty();
        }
        Map<Place, Long> tornChanges = torn.map(each -> written(each, written)).orElse(Map.of());
        return new Overlap(
                boundary, whole, torn.filter(any -> !tornChanges.isEmpty()), tornChanges, Map.copyOf(repeated));
    }

    private static Map<Place, Long> written(
            UnconfirmedTransaction transaction, Map<SourceTransaction, Map<Place, Long>> written) {
        return written.getOrDefault(transaction.transaction(), Map.of());
    }

    private static Map<TableId, Long> byTable(Map<Place, Long> places) {
        Map<TableId, Long> counts = new HashMap<>();
        places.forEach((place, changes) -> counts.merge(place.table(), changes, Long::sum));
        return counts;
    }
}
