package dev.culvert.postgres.table;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects findings about tables and rules. */
final class TableFindings {
    private final List<Finding> findings = new ArrayList<>();

    void error(ErrorCode code, TableId table, String fact, String remedy) {
        add(code, Severity.ERROR, "table " + table, fact, remedy);
    }

    void add(ErrorCode code, Severity severity, String object, String fact, String remedy) {
        findings.add(new Finding(code, severity, object, fact, remedy));
    }

    void rule(ErrorCode code, Severity severity, TablePattern rule, String fact, String remedy) {
        add(code, severity, "rule " + rule, fact, remedy);
    }

    int errors() {
        return (int)
                findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
    }

    List<Finding> all() {
        return List.copyOf(findings);
    }
}
