package dev.culvert.sink.flink.letter;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/** Why something goes aside. @param code of the error that it would have been @param reason without a value of the row (I12) */
public record Refusal(ErrorCode code, String reason) {

    public static Refusal of(CulvertException error) {
        return new Refusal(error.code(), error.fact());
    }

    /** A row keeps values (I4) of one that is not in the store. */
    public static Refusal lacking(TableId table) {
        return new Refusal(
                ErrorCode.SINK_TABLE,
                "The change left a large value alone, and the row of " + table
                        + " that has it is not in the store: it went aside, or a copy that is under way has not brought it.");
    }

    /** A row keeps values (I4) that a letter has brought, and the store does not have. */
    public static Refusal older(TableId table) {
        return new Refusal(
                ErrorCode.SINK_TABLE,
                "The change left a large value alone that is in a letter before this one: what the store has of the row of "
                        + table + " is older.");
    }
}
