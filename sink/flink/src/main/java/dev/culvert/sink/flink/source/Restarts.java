package dev.culvert.sink.flink.source;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.Recovery;
import java.util.function.Supplier;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Says to Flink which errors are waited out: it starts a job over after any other, for ever. */
public final class Restarts {
    private Restarts() {}

    /** Does something of ours in a job. What nobody expected there ends the job by name. */
    public static void named(Runnable step) {
        named(() -> {
            step.run();
            return null;
        });
    }

    /** The same of something that makes another. */
    public static <T> T named(Supplier<T> step) {
        try {
            return step.get();
        } catch (CulvertException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CulvertException(
                    ErrorCode.INTERNAL,
                    e.getClass().getName(),
                    "It was thrown by the sink's job.",
                    Changed.UNKNOWN,
                    "The sink goes on from what is committed. Run the command again with -v, and report what it prints.",
                    e);
        }
    }

    /** The error itself where it may pass, else one that ends the job. */
    public static RuntimeException unlessItMayPass(CulvertException error) {
        return error.code().recovery() == Recovery.RETRY ? error : new SuppressRestartsException(error);
    }
}
