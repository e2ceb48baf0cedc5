package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Set;

/** Which errors are of one row: with other values it would be taken. All others are of the table, the database or the machine. */
final class RowErrors {
    /**
     * Beside the classes of data exceptions and constraints: raised by a trigger, a row that a view or the size of an index does not take. Not
     * 21000, two keys that are one to the table: one by one, one row would be written over the other.
     */
    private static final Set<String> OTHERS = Set.of("P0001", "44000", "54000");
    /** It is the form of COPY that is wrong, for any row. */
    private static final String BAD_COPY = "22P04";
    /** Ours, in what PL/pgSQL runs: a row keeps values of one that is not there. */
    static final String LACKING = "CV001";

    private RowErrors() {}

    static boolean isOfRow(CulvertException error) {
        return isOfRow(SqlStates.of(error)) || error.code() == ErrorCode.SINK_FILTER;
    }

    static boolean isOfRow(String state) {
        return isConstraint(state)
                || state.startsWith("22") && !state.equals(BAD_COPY)
                || OTHERS.contains(state)
                || state.equals(LACKING);
    }

    /** Whether other rows may be why: when they are in, it may be taken. */
    static boolean isConstraint(String state) {
        return state.startsWith("23") || state.equals("P0001");
    }

    /** The same as {@link #isOfRow(String)}, of {@code state} in PL/pgSQL. */
    static String isOfRowInSql() {
        return "(culvert_state LIKE '23%' OR culvert_state LIKE '22%' AND culvert_state <> '" + BAD_COPY
                + "' OR culvert_state IN ('" + String.join("', '", OTHERS) + "', '" + LACKING + "'))";
    }
}
