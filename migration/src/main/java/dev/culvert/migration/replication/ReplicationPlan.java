package dev.culvert.migration.replication;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What {@code apply} would do.
 *
 * @param tables by name; of partitioned tables the leaves
 * @param steps in their order; empty if there is nothing to do
 * @param rows to copy by the source's statistics, before any filter; empty if unknown
 * @param bytes to copy, on the source's disk, before any filter
 * @param findings of every check, those that passed left out
 */
public record ReplicationPlan(
        String replication,
        List<Table> tables,
        List<Step> steps,
        Optional<Long> rows,
        long bytes,
        List<Finding> findings) {

    /**
     * A table.
     *
     * @param columns its column list; empty means all
     * @param where its row filter
     * @param make whether it is made on the target
     * @param copied whether its rows are there from before
     */
    public record Table(
            TableId table,
            Optional<List<String>> columns,
            Optional<String> where,
            boolean make,
            boolean copied,
            Optional<Long> rows,
            long bytes) {
        public Table {
            columns = columns.map(List::copyOf);
        }
    }

    /**
     * @param site {@code source} or {@code target}
     * @param what for people
     * @param statement as it is run; what is only known then stands in angle brackets
     */
    public record Step(String site, String what, String statement) {}

    public ReplicationPlan {
        tables = List.copyOf(tables);
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    /** What forbids it. */
    public List<Finding> errors() {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    /**
     * This, if nothing forbids it.
     *
     * @throws CulvertException that stands for every error
     */
    public ReplicationPlan orThrow() {
        if (!errors().isEmpty()) {
            throw CulvertException.of(errors(), Changed.NOTHING);
        }
        return this;
    }
}
