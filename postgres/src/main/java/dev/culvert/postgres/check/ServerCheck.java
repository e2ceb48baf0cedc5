package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** A check that asks the server. What the server refuses to tell becomes {@link Severity#UNKNOWN} (I11). */
public abstract class ServerCheck implements Check {
    private final String title;
    private final ErrorCode code;
    private final ServerContext context;

    /** @param code of what the check passes or finds, unless it says otherwise */
    protected ServerCheck(String title, ErrorCode code, ServerContext context) {
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
            return examine(context.session());
        } catch (CulvertException e) {
            return failed(e);
        }
    }

    /** At least one finding. */
    protected abstract List<Finding> examine(Session session);

    protected List<Finding> failed(CulvertException e) {
        return List.of(new Finding(
                ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN, context.server(), title + ": " + e.fact(), e.remedy()));
    }

    ServerContext context() {
        return context;
    }

    protected final List<Finding> passed(String fact) {
        return List.of(new Finding(code, Severity.PASSED, context.server(), fact, ""));
    }

    protected final List<Finding> found(Severity severity, String fact, String remedy) {
        return List.of(finding(severity, context.server(), fact, remedy));
    }

    protected final Finding finding(Severity severity, String object, String fact, String remedy) {
        return new Finding(code, severity, object, fact, remedy);
    }

    protected static String setting(Session session, String name) {
        return session.one("SELECT pg_catalog.current_setting(?) AS v", row -> row.text("v"), name);
    }

    /** A setting in its base unit, which {@code pg_settings} names. */
    protected static long numericSetting(Session session, String name) {
        return session.one(
                "SELECT s.setting::pg_catalog.int8 AS v FROM pg_catalog.pg_settings AS s WHERE s.name = ?",
                row -> row.number("v"),
                name);
    }
}
