package dev.culvert.schemas.definition.binding;

import dev.culvert.schemas.definition.yaml.Location;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers problems. Not thread-safe. */
public final class Problems {
    private final List<Problem> problems = new ArrayList<>();

    public void add(ErrorCode code, Location at, String path, String fact, String remedy) {
        problems.add(new Problem(code, at, path, fact, remedy));
    }

    /** In the order of the document. */
    public List<Problem> inOrder() {
        return problems.stream().sorted(Comparator.comparing(Problem::at)).toList();
    }
}
