package dev.culvert.cli.command;

import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.OutputFormat;
import dev.culvert.cli.output.Printable;
import dev.culvert.cli.output.Report;
import dev.culvert.cli.output.Style;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** Where messages go and answers come from: stderr, and a person if there is one. */
public final class Terminal {
    private final GlobalOptions options;
    private final Optional<Console> console;
    private final Style style;
    private final PrintWriter out;
    private final PrintWriter err;

    private final String command;
    private final List<Runnable> printed = new CopyOnWriteArrayList<>();

    private Terminal(
            String command, GlobalOptions options, Optional<Console> console, PrintWriter out, PrintWriter err) {
        this.command = command;
        this.options = options;
        this.console = console;
        this.style = Style.of(console.isPresent(), System.getenv());
        this.out = out;
        this.err = err;
    }

    static Terminal of(CommandLine commandLine, GlobalOptions options) {
        return new Terminal(
                CommandName.of(commandLine.getCommandSpec()),
                options,
                Optional.ofNullable(System.console()),
                commandLine.getOut(),
                commandLine.getErr());
    }

    /** The last word of the command's name, such as {@code list}. */
    public String command() {
        return command.substring(command.lastIndexOf(' ') + 1);
    }

    /** Whether a person can answer. */
    public boolean interactive() {
        return console.isPresent();
    }

    public boolean verbose() {
        return options.verbosity() > 0;
    }

    public boolean yes() {
        return options.yes();
    }

    public boolean json() {
        return options.output() == OutputFormat.JSON;
    }

    /** Of what is for people and goes to the terminal directly. */
    public Style style() {
        return style;
    }

    /** Of what is data and may go to a file. */
    public Style plain() {
        return Style.of(false, Map.of());
    }

    /** One line on stdout, now; for commands that answer while they run. */
    public void data(String line) {
        out.println(Printable.of(line));
        out.flush();
    }

    /** One line on stdout that is safe to print already, now. */
    public void styled(String line) {
        out.println(line);
        out.flush();
    }

    /** One line on stderr, unless {@code -q} was given. */
    public void message(String line) {
        if (!options.quiet()) {
            err.println(Printable.of(line));
            err.flush();
        }
    }

    /** Asks; empty at the end of the input. */
    Optional<String> ask(String question) {
        return console.map(person -> person.readLine("%s ", Printable.of(question)));
    }

    void detail(String line) {
        err.println(line);
        err.flush();
    }

    /** Draws lines over those that were drawn before. */
    public void redraw(int drawnBefore, List<String> lines) {
        if (options.quiet()) {
            return;
        }
        StringBuilder block = new StringBuilder();
        if (drawnBefore > 0) {
            block.append("\u001B[").append(drawnBefore).append("A\u001B[J");
        }
        lines.forEach(line -> block.append(line).append(System.lineSeparator()));
        err.print(block);
        err.flush();
    }

    /** Prints what was done so far; for commands that answer more than once. */
    public void report(Outcome outcome) {
        report().print(outcome);
    }

    /** Something to do when everything was said. */
    public void whenPrinted(Runnable last) {
        printed.add(last);
    }

    void printed() {
        printed.forEach(Runnable::run);
    }

    Report report() {
        return new Report(command, options.output(), options.quiet(), style, out, err);
    }
}
