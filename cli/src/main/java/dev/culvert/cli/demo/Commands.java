package dev.culvert.cli.demo;

import dev.culvert.cli.command.Root;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Gives commands as a user would, and shows what they say. */
final class Commands {
    private final Root root;
    private final PrintWriter out;
    private final Consumer<String> lines;

    /**
     * @param out takes what the commands print, on both streams
     * @param lines takes the commands themselves
     */
    Commands(Root root, PrintWriter out, Consumer<String> lines) {
        this.root = root;
        this.out = out;
        this.lines = lines;
    }

    /** @throws CulvertException {@link ErrorCode#DEMO_FAILED} */
    void give(String... words) {
        String command = "culvert " + String.join(" ", words);
        lines.accept("$ " + command);
        int exitCode = root.another().setOut(out).setErr(out).execute(words);
        out.flush();
        if (exitCode != 0) {
            throw new CulvertException(
                    ErrorCode.DEMO_FAILED,
                    command,
                    "It ended with exit code " + exitCode + ". What it said is above.",
                    Changed.NOTHING,
                    "Look at what it says; culvert explain CODE tells more of an error.");
        }
    }
}
