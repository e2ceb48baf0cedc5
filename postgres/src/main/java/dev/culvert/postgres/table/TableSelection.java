package dev.culvert.postgres.table;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What a definition's rules come to in a database.
 *
 * @param tables the tables that can be captured, by name
 * @param findings everything that was found, errors or not, in the order of the rules and then of the tables
 */
public record TableSelection(List<SelectedTable> tables, List<Finding> findings) {

    public TableSelection {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
    }

    /** The findings for which nothing may be set up. */
    public List<Finding> errors() {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    public Optional<SelectedTable> find(TableId id) {
        return tables.stream().filter(table -> table.id().equals(id)).findFirst();
    }

    /**
     * This selection, if it has no errors.
     *
     * @throws CulvertException that stands for all of its errors
     */
    public TableSelection orThrow() {
        List<Finding> errors = errors();
        if (!errors.isEmpty()) {
            throw CulvertException.of(errors, Changed.NOTHING);
        }
        return this;
    }
}
