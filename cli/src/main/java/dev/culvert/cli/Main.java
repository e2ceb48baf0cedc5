package dev.culvert.cli;

import dev.culvert.cli.logging.Logs;
import java.io.PrintWriter;
import picocli.CommandLine;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logs.configure(0);
        System.exit(run(arguments, new PrintWriter(System.out, false), new PrintWriter(System.err, false)));
    }

    /** Runs a command and gives its exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = commandLine().setOut(out).setErr(err);
        int exitCode = commandLine.execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    /** All commands, as they are parsed. */
    static CommandLine commandLine() {
        return new CommandLine(new RootCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(new UsageErrors());
    }
}
