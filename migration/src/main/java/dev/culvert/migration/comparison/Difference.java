package dev.culvert.migration.comparison;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;

/**
 * An object that is not the same on both sides.
 *
 * @param object such as {@code column app.orders.total}
 * @param fact what is on which side
 */
public record Difference(String object, String fact) {

    /** As a gate shows it. */
    public Finding finding() {
        return new Finding(
                ErrorCode.SCHEMA_DIFFERS,
                Severity.ERROR,
                object,
                fact,
                "Do the same on the other side, then repeat the command.");
    }
}
