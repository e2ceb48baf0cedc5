package dev.culvert.cli.logging;

import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Stack traces that quote nothing: only an error of our own keeps its message, as it holds no row (I12). */
public final class StackTraces {
    private StackTraces() {}

    /** The trace and its causes, in lines. */
    public static List<String> lines(Throwable thrown) {
        List<String> lines = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        String prefix = "";
        for (Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
            lines.add(prefix
                    + each.getClass().getName()
                    + (each instanceof CulvertException ? ": " + each.getMessage() : ""));
            for (StackTraceElement frame : each.getStackTrace()) {
                lines.add("    at " + frame);
            }
            prefix = "Caused by: ";
        }
        return lines;
    }
}
