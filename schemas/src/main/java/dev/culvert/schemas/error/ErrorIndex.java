package dev.culvert.schemas.error;

import java.util.Arrays;
import java.util.Map;

/** The list of all error codes, in Markdown; generated like the reference page. */
public final class ErrorIndex {
    private static final String INTRODUCTION =
            """
            # Errors

            <!-- Generated from ErrorCode; `make reference` writes it anew. -->

            Every error has a code, names the object, the fact with what was observed, whether anything was changed, and what to
            do. `culvert explain CODE` prints the page of a code. Codes are never renamed and never used again.

            | exit code | |
            |---|---|
            | 0 | done, or nothing to do |
            | 1 | failed at run time |
            | 2 | usage, an invalid definition, a table or file that is not there |
            | 3 | environment: unreachable, authentication, permission |
            | 4 | refused by a safety gate; nothing was changed |
            | 5 | verification found differences |
            | 7 | the outcome is unknown, a person must look |
            | 130, 143 | interrupted, terminated: streams stop at a clean boundary |

            A running pipeline starts over by itself after those that are marked *tries again*, from the durable position, with
            growing pauses; it stops for good at the others.

            | code | exit | | meaning |
            |---|---|---|---|
            """;

    private static final Map<Recovery, String> RECOVERY = Map.of(Recovery.RETRY, "tries again", Recovery.STOP, "");

    private ErrorIndex() {}

    /** The page as text, with a line break at its end. */
    public static String render() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        Arrays.stream(ErrorCode.values())
                .forEach(code -> page.append("| [%s](../schemas/src/main/resources%s) | %d | %s | %s |\n"
                        .formatted(
                                code.code(),
                                ErrorPages.resource(code),
                                code.category().exitCode(),
                                RECOVERY.get(code.recovery()),
                                code.summary())));
        return page.toString();
    }
}
