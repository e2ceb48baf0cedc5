package dev.culvert.benchmarks.command;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.testkit.process.TestkitException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point; {@code benchmarks/run} builds and calls it. Without a subcommand {@link AllCommand} runs. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        description = "Culvert and others, side by side on the same servers."
                + " Without a command: all, with the report in all.json.",
        subcommands = {
            AllCommand.class,
            DrainCommand.class,
            LatencyCommand.class,
            SnapshotCommand.class,
            SinkCommand.class,
            TablesCommand.class,
            CopyCommand.class,
            CutoverCommand.class,
            ChartCommand.class,
            JmhCommand.class
        })
public final class Main implements Callable<Integer> {
    /** Where the report goes when nothing is said. */
    private static final String REPORT = "all.json";

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    private static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchmarkException || failure instanceof TestkitException) {
                command.getErr().println("error " + failure.getMessage());
                return command.getCommandSpec().exitCodeOnExecutionException();
            }
            throw failure;
        });
        return line;
    }

    @Override
    public Integer call() {
        return commandLine().execute("all", "--json", REPORT);
    }
}
