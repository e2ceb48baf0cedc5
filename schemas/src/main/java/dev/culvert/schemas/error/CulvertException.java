package dev.culvert.schemas.error;

import dev.culvert.schemas.finding.Finding;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The one exception that crosses a module's border. Its texts hold no secret and no row data (I12): a message of PostgreSQL,
 * Kafka or a codec may quote values and is never copied into it whole.
 */
public final class CulvertException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String object;
    private final String fact;
    private final Changed changed;
    private final String remedy;
    private final transient List<Finding> findings;

    /**
     * @param object what it is about, such as {@code slot "culvert_shop" on db:5432/shop}
     * @param fact what was observed, in one or two sentences, with the observed values
     * @param changed whether anything was changed
     * @param remedy what to do, best a command or statement that can be copied
     */
    public CulvertException(ErrorCode code, String object, String fact, Changed changed, String remedy) {
        this(code, object, fact, changed, remedy, List.of(), null);
    }

    public CulvertException(
            ErrorCode code, String object, String fact, Changed changed, String remedy, Throwable cause) {
        this(code, object, fact, changed, remedy, List.of(), cause);
    }

    private CulvertException(
            ErrorCode code,
            String object,
            String fact,
            Changed changed,
            String remedy,
            List<Finding> findings,
            Throwable cause) {
        super(code.code() + " " + object + ": " + fact, cause);
        this.code = code;
        this.object = object;
        this.fact = fact;
        this.changed = changed;
        this.remedy = remedy;
        this.findings = List.copyOf(findings);
    }

    /** An error that stands for several findings, all of which are shown; the first decides code and exit code. */
    public static CulvertException of(List<Finding> findings, Changed changed) {
        Finding first = findings.get(0);
        return new CulvertException(
                first.code(), first.object(), first.fact(), changed, first.remedy(), findings, null);
    }

    /** An error that stands for several findings and has a code, a fact and a remedy of its own. */
    public static CulvertException of(
            ErrorCode code, String object, String fact, Changed changed, String remedy, List<Finding> findings) {
        return new CulvertException(code, object, fact, changed, remedy, findings, null);
    }

    /** The same error, and the same for each of its findings, with this done to what it says is to be done. */
    public CulvertException withRemedies(UnaryOperator<String> change) {
        List<Finding> changed = findings().stream()
                .map(finding -> new Finding(
                        finding.code(),
                        finding.severity(),
                        finding.object(),
                        finding.fact(),
                        change.apply(finding.remedy())))
                .toList();
        CulvertException same =
                new CulvertException(code, object, fact, this.changed, change.apply(remedy), changed, getCause());
        same.setStackTrace(getStackTrace());
        return same;
    }

    public ErrorCode code() {
        return code;
    }

    public String object() {
        return object;
    }

    public String fact() {
        return fact;
    }

    public Changed changed() {
        return changed;
    }

    public String remedy() {
        return remedy;
    }

    /** Every finding, if this error stands for several; else empty. */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
