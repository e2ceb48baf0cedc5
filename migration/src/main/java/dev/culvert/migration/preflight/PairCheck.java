package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** A check that asks both servers. What one of them refuses to tell becomes {@link Severity#UNKNOWN} (I11). */
abstract class PairCheck implements Check {
    private final String title;
    private final ErrorCode code;
    private final PreflightContext context;

    PairCheck(String title, ErrorCode code, PreflightContext context) {
        this.title = title;
        this.code = code;
        this.context = context;
    }

    @Override
    public final String title() {
        return title;
    }

    @Override
    public final List<Finding> run() {
        try {
            return examine(context.source().session(), context.target().session());
        } catch (CulvertException e) {
            return List.of(new Finding(
                    ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN, e.object(), title + ": " + e.fact(), e.remedy()));
        }
    }

    /** At least one finding. */
    abstract List<Finding> examine(Session source, Session target);

    final PreflightContext context() {
        return context;
    }

    final List<Finding> passed(String fact) {
        return List.of(finding(Severity.PASSED, context.target().server(), fact, ""));
    }

    final Finding finding(Severity severity, String object, String fact, String remedy) {
        return new Finding(code, severity, object, fact, remedy);
    }

    final List<Finding> orPassed(List<Finding> findings, String fact) {
        return findings.isEmpty() ? passed(fact) : findings;
    }
}
