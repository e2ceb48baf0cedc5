package dev.culvert.cli.output;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.culvert.schemas.error.CulvertException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Prints what a command did, and gives its exit code. */
public final class Report {
    private final String command;
    private final OutputFormat format;
    private final boolean quiet;
    private final Style style;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param command its name, such as {@code slot list}
     * @param quiet whether only data and errors are wanted
     * @param style for stderr
     * @param out for data
     * @param err for everything else
     */
    public Report(String command, OutputFormat format, boolean quiet, Style style, PrintWriter out, PrintWriter err) {
        this.command = command;
        this.format = format;
        this.quiet = quiet;
        this.style = style;
        this.out = out;
        this.err = err;
    }

    /** Prints and gives the exit code. */
    public int print(Outcome outcome) {
        if (format == OutputFormat.JSON) {
            out.println(Envelope.of(command, outcome));
        } else {
            outcome.text().forEach(line -> out.println(Printable.of(line)));
            out.flush();
            outcome.error().ifPresent(this::printError);
            printNextSteps(outcome.nextSteps());
        }
        out.flush();
        err.flush();
        return outcome.error().map(error -> error.code().category().exitCode()).orElse(0);
    }

    /** Prints and gives the exit code. */
    public int print(CulvertException error) {
        return print(new Outcome(NullNode.getInstance(), List.of(), List.of(), Optional.of(error)));
    }

    private void printError(CulvertException error) {
        new ErrorText(style).lines(error).forEach(err::println);
    }

    private void printNextSteps(List<NextStep> steps) {
        if (!quiet) {
            steps.forEach(step -> err.println("Next: " + step.command() + "    (" + step.reason() + ")"));
        }
    }
}
