package dev.culvert.sink.flink.source;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.Recovery;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Says to Flink which errors are waited out: it starts a job over after any other, for ever. */
public final class Restarts {
    private Restarts() {}

    /** The error itself where it may pass, else one that ends the job. */
    public static RuntimeException unlessItMayPass(CulvertException error) {
        return error.code().recovery() == Recovery.RETRY ? error : new SuppressRestartsException(error);
    }
}
