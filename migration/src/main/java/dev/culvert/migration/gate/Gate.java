package dev.culvert.migration.gate;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** One thing that must hold. */
abstract class Gate {
    private final String title;

    Gate(String title) {
        this.title = title;
    }

    final String title() {
        return title;
    }

    /** At least one finding. */
    abstract List<Finding> look(Ground ground);

    final List<Finding> passed(String fact) {
        return List.of(finding(Severity.PASSED, title, fact, ""));
    }

    final List<Finding> closed(String object, String fact, String remedy) {
        return List.of(finding(Severity.ERROR, object, fact, remedy));
    }

    static Finding finding(Severity severity, String object, String fact, String remedy) {
        return new Finding(ErrorCode.CUTOVER_GATE, severity, object, fact, remedy);
    }
}
