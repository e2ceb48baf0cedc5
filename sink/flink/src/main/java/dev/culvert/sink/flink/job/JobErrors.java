package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import org.apache.flink.util.SerializedThrowable;

/** Finds the error of ours in what Flink says. */
final class JobErrors {
    private JobErrors() {}

    static CulvertException of(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            Throwable cause = each instanceof SerializedThrowable serialized
                    ? serialized.deserializeError(JobErrors.class.getClassLoader())
                    : each;
            if (cause instanceof CulvertException ours) {
                return ours;
            }
            last = cause;
        }
        return new CulvertException(
                ErrorCode.INTERNAL,
                last.getClass().getName(),
                "It was thrown by the job.",
                Changed.UNKNOWN,
                "Run the command again with -v, and report what it prints.",
                thrown);
    }
}
