package dev.culvert.connector.debezium;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * What this engine cannot deliver without loss, told before it is started. No type is among it, since every value goes through
 * Debezium as PostgreSQL's own text.
 */
public final class DebeziumLimits {

    private DebeziumLimits() {}

    /** One finding for each table that cannot be captured; none if all can. */
    public static List<Finding> findings(List<TableSchema> tables) {
        List<Finding> findings = new ArrayList<>();
        for (TableSchema table : tables) {
            if (table.columns().isEmpty()) {
                findings.add(new Finding(
                        ErrorCode.TYPE_UNSUPPORTED,
                        Severity.ERROR,
                        "table " + table.id(),
                        "It has no published columns, and Debezium passes over rows without columns.",
                        "Take it out of the definition, or give it a column."));
            }
        }
        return List.copyOf(findings);
    }
}
