package dev.culvert.runtime.group;

import java.util.Optional;

/**
 * For which pipeline a thread works, so that each log line can say so. A thread that is started in a scope is in it too, those of
 * libraries as well; a diagnostic context of the logging library would end at each of them.
 */
public final class PipelineScope {
    private static final InheritableThreadLocal<String> NAME = new InheritableThreadLocal<>();

    private PipelineScope() {}

    /** From now on this thread, and whatever it starts, works for this pipeline. */
    static void enter(String pipeline) {
        NAME.set(pipeline);
    }

    /** The pipeline that the calling thread works for; empty if it works for none or for all. */
    public static Optional<String> current() {
        return Optional.ofNullable(NAME.get());
    }
}
