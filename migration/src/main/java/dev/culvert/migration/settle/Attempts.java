package dev.culvert.migration.settle;

import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;

/** Things that are all tried, also after one that failed; what failed is kept. */
final class Attempts {
    private final List<CulvertException> failures = new ArrayList<>();

    /** Whether it went well. */
    boolean attempt(Runnable action) {
        try {
            action.run();
            return true;
        } catch (CulvertException e) {
            failures.add(e);
            return false;
        }
    }

    /** Keeps what failed elsewhere. */
    void failed(CulvertException failure) {
        failures.add(failure);
    }

    List<CulvertException> failures() {
        return List.copyOf(failures);
    }
}
