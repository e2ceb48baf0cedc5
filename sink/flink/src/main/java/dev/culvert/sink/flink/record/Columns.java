package dev.culvert.sink.flink.record;

import java.util.List;
import java.util.Optional;

/**
 * The columns that a topic's records have now. Immutable; two of equal columns are equal.
 *
 * @param list in the order of the record
 */
public record Columns(List<Column> list) {

    /**
     * @param name as the source has it
     * @param type PostgreSQL's type that holds every value of it, as SQL; empty where the record does not tell (JSON)
     * @param missing PostgreSQL's text of what rows from before the column have; empty if that is null
     */
    public record Column(String name, Optional<String> type, Optional<String> missing) {}

    public Columns {
        list = List.copyOf(list);
    }

    public int size() {
        return list.size();
    }

    /** The place of a column. @return -1 if there is none of this name */
    public int indexOf(String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
