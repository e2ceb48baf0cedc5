package dev.culvert.migration.plan;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.finding.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a start would do.
 *
 * @param migration its name
 * @param tables that would be copied, by name; of a partitioned table its partitions
 * @param steps in their order
 * @param findings of the preflight, without what passed
 */
public record MigrationPlan(String migration, List<Table> tables, List<Step> steps, List<Finding> findings) {
    public MigrationPlan {
        tables = List.copyOf(tables);
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    /**
     * A table.
     *
     * @param rows by the last VACUUM or ANALYZE; empty before the first
     * @param bytes on disk, without indexes
     */
    public record Table(TableId table, Optional<Long> rows, long bytes) {}

    /**
     * A step.
     *
     * @param site {@code source} or {@code target}
     * @param what in a few words
     * @param statement what is run there; may have several lines
     */
    public record Step(String site, String what, String statement) {}

    public long bytes() {
        return tables.stream().mapToLong(Table::bytes).sum();
    }

    /** Empty if one of them is unknown. */
    public Optional<Long> rows() {
        return tables.stream()
                .map(Table::rows)
                .reduce(Optional.of(0L), (a, b) -> a.flatMap(one -> b.map(other -> one + other)));
    }
}
