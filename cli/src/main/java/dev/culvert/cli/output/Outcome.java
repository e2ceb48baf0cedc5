package dev.culvert.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.schemas.error.CulvertException;
import java.util.List;
import java.util.Optional;

/**
 * What a command did. A command that fails throws; one that has something to show and failed nevertheless gives an error as well.
 *
 * @param result for programs
 * @param text for people, in lines
 * @param error decides the exit code
 */
public record Outcome(JsonNode result, List<String> text, List<NextStep> nextSteps, Optional<CulvertException> error) {
    public Outcome {
        text = List.copyOf(text);
        nextSteps = List.copyOf(nextSteps);
    }

    public static Outcome of(JsonNode result, List<String> text, NextStep... nextSteps) {
        return new Outcome(result, text, List.of(nextSteps), Optional.empty());
    }

    /** The same, and what may be done next. */
    public Outcome next(NextStep... steps) {
        return new Outcome(result, text, List.of(steps), error);
    }

    /** The same, and an error. */
    public Outcome failed(CulvertException failure) {
        return new Outcome(result, text, nextSteps, Optional.of(failure));
    }
}
