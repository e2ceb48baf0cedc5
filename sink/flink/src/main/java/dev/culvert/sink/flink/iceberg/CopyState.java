package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.sink.flink.record.Change;

/**
 * Whether rows of a copy can be in the table already. A copy that began when the table was empty has each key once, and changes of a key come
 * after its row: such rows need no delete before them. An interrupted copy begins anew as the next generation, with a truncate.
 *
 * @param state of which kind
 * @param generation of the copy, where one has begun
 */
record CopyState(Kind state, int generation) {
    enum Kind {
        /** The table is empty: the next copy is of new rows. */
        EMPTY,
        /** A copy has begun on an empty table. */
        COPYING,
        /** Nothing is known. */
        UNKNOWN
    }

    static final CopyState EMPTY = new CopyState(Kind.EMPTY, 0);
    static final CopyState UNKNOWN = new CopyState(Kind.UNKNOWN, 0);

    /** After a change that is no truncate. */
    CopyState after(Change.Place place) {
        if (state != Kind.EMPTY) {
            return this;
        }
        return place.isOfSnapshot() ? new CopyState(Kind.COPYING, place.generation()) : UNKNOWN;
    }

    /** Whether the row of a change, of which this is the state after it, cannot have been in the table. */
    boolean isNew(Change.Place place) {
        return state == Kind.COPYING && place.isOfSnapshot() && place.generation() == generation;
    }

    static CopyState read(JsonNode node) {
        return new CopyState(
                Kind.valueOf(node.path("state").asText(Kind.UNKNOWN.name())),
                node.path("generation").intValue());
    }

    void write(ObjectNode parent) {
        parent.putObject("copy").put("state", state.name()).put("generation", generation);
    }
}
