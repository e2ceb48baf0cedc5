package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;

/** Makes findings. */
final class Findings {
    private Findings() {}

    static Finding passed(ErrorCode code, String object, String fact) {
        return new Finding(code, Severity.PASSED, object, fact, "");
    }

    /** A check that failed because of what it was to find out. */
    static Finding error(CulvertException e) {
        return new Finding(e.code(), Severity.ERROR, e.object(), e.fact(), e.remedy());
    }

    /** A check that could not be made. */
    static Finding unknown(CulvertException e, String what) {
        return new Finding(
                ErrorCode.CHECK_UNKNOWN,
                Severity.UNKNOWN,
                e.object(),
                what + " could not be looked at: " + e.code().code() + ", " + e.fact(),
                e.remedy());
    }
}
