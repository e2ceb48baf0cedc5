package dev.culvert.cli.command;

import dev.culvert.cli.logging.Logs;
import dev.culvert.cli.logging.StackTraces;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.Report;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: does its work, and leaves it to this class to print and to choose the exit code. */
public abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /**
     * The work.
     *
     * @param terminal for messages and questions
     * @throws CulvertException if it failed
     */
    protected abstract Outcome execute(Terminal terminal);

    @Override
    public final Integer call() {
        GlobalOptions options = ((Root) spec.root().userObject()).options();
        Logs.configure(options.verbosity());
        Terminal terminal = Terminal.of(spec.commandLine(), options);
        Report report = terminal.report();
        try {
            return report.print(execute(terminal));
        } catch (CulvertException e) {
            return fail(e, terminal, report);
        } catch (RuntimeException e) { // the boundary of the program: a defect is an error like others, with a code
            return fail(defect(e), terminal, report);
        } finally {
            terminal.printed();
        }
    }

    private static int fail(CulvertException e, Terminal terminal, Report report) {
        int exitCode = report.print(e);
        if (terminal.verbose()) {
            StackTraces.lines(e).forEach(terminal::detail);
        }
        return exitCode;
    }

    /** Its message is left out: it may quote a row (I12). */
    private static CulvertException defect(RuntimeException e) {
        StackTraceElement[] frames = e.getStackTrace();
        return new CulvertException(
                ErrorCode.INTERNAL,
                e.getClass().getName(),
                frames.length == 0 ? "It was thrown." : "It was thrown at " + frames[0] + ".",
                Changed.UNKNOWN,
                "Run the command again with -v, and report what it prints.",
                e);
    }
}
