package dev.culvert.migration.verify;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a verify found.
 *
 * @param began by the target's clock
 * @param tables that were compared to their end
 * @param rows of the publisher that were compared
 * @param differences by table and key; of each table no more than are listed
 * @param unlisted how many more there are
 * @param unable why a table could not be compared; not verified is not the same as equal
 */
public record VerifyReport(
        Instant began,
        int tables,
        long rows,
        List<Difference> differences,
        long unlisted,
        Map<TableId, String> unable) {

    public VerifyReport {
        differences = List.copyOf(differences);
        unable = Map.copyOf(unable);
    }

    /** Whether every table was compared, and is the same. */
    public boolean isEqual() {
        return differences.isEmpty() && unlisted == 0 && unable.isEmpty();
    }

    /** One for each difference and for each table that could not be compared; a single one that passed if there are none. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Difference each : differences) {
            findings.add(new Finding(
                    ErrorCode.VERIFY_DIFFERENCES,
                    Severity.ERROR,
                    "table " + each.table(),
                    switch (each.kind()) {
                                case MISSING -> "Not on the subscriber: ";
                                case EXTRA -> "Only on the subscriber: ";
                                case CHANGED -> "Not the same: ";
                            }
                            + each.key(),
                    ""));
        }
        unable.forEach((table, why) -> findings.add(new Finding(
                ErrorCode.VERIFY_UNABLE, Severity.UNKNOWN, "table " + table, why, "Mend it, and verify again.")));
        if (findings.isEmpty()) {
            findings.add(new Finding(
                    ErrorCode.VERIFY_DIFFERENCES,
                    Severity.PASSED,
                    tables + " tables",
                    rows + " rows were compared and are the same.",
                    ""));
        }
        return findings;
    }

    /**
     * @throws CulvertException {@link ErrorCode#VERIFY_DIFFERENCES} with a finding for each, or {@link ErrorCode#VERIFY_UNABLE} if
     *     tables could not be compared
     */
    public void requireEqual() {
        if (isEqual()) {
            return;
        }
        boolean differ = !differences.isEmpty();
        throw CulvertException.of(
                differ ? ErrorCode.VERIFY_DIFFERENCES : ErrorCode.VERIFY_UNABLE,
                differ ? "migration" : unable.size() + " tables",
                (differences.size() + unlisted) + " rows differ, and " + unable.size()
                        + " tables could not be compared.",
                Changed.NOTHING,
                "See who writes to the side that is closed, then copy what differs again.",
                findings());
    }
}
