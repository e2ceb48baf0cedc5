package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.net.BindException;
import java.util.Optional;
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
        return unknown(thrown, last);
    }

    /** The same of a Flink in this process that does not start. @param pages the port that it was to have */
    static CulvertException ofStart(Throwable thrown, Optional<Integer> pages) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof BindException && pages.isPresent()) {
                return new CulvertException(
                        ErrorCode.HTTP_BIND,
                        "HTTP address 127.0.0.1:" + pages.get(),
                        "Flink cannot serve its pages there: another process has the port, or it is one for root.",
                        Changed.NOTHING,
                        "See who has it (ss -ltnp 'sport = :" + pages.get() + "'), or give another port (--flink-ui).",
                        thrown);
            }
        }
        return of(thrown);
    }

    private static CulvertException unknown(Throwable thrown, Throwable last) {
        return new CulvertException(
                ErrorCode.INTERNAL,
                last.getClass().getName(),
                "It was thrown by the job.",
                Changed.UNKNOWN,
                "Run the command again with -v, and report what it prints.",
                thrown);
    }
}
