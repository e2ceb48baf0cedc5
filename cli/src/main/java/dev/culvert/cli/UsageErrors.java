package dev.culvert.cli;

import dev.culvert.cli.command.CommandName;
import dev.culvert.cli.output.OutputFormat;
import dev.culvert.cli.output.Report;
import dev.culvert.cli.output.Style;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that cannot be parsed is an error like others, in the form that was asked for. */
final class UsageErrors implements IParameterExceptionHandler {
    /** A message may quote an address that holds a password (I12). */
    private static final Pattern SECRET = Pattern.compile("://[^\\s:]*:[^\\s]*@");

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = CommandName.of(command.getCommandSpec());
        Style style = Style.of(System.console() != null, System.getenv());
        return new Report(name, format(arguments), false, style, command.getOut(), command.getErr())
                .print(new CulvertException(
                        ErrorCode.USAGE,
                        command.getCommandSpec().qualifiedName(" "),
                        SECRET.matcher(fact(e)).replaceAll("://***@"),
                        Changed.NOTHING,
                        command.getCommandSpec().qualifiedName(" ") + " --help",
                        e));
    }

    private static String fact(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : e.getMessage();
    }

    /** What follows an option that is not there, or stands where nothing belongs, may be a password, and is not repeated (I12). */
    private static String unmatched(UnmatchedArgumentException e) {
        List<String> options =
                e.getUnmatched().stream().filter(each -> each.startsWith("-")).toList();
        boolean command =
                options.isEmpty() && !e.getCommandLine().getSubcommands().isEmpty();
        String fact;
        if (command) {
            fact = "There is no command \"" + e.getUnmatched().get(0) + "\".";
        } else if (options.isEmpty()) {
            fact = "There are more words than it takes: " + e.getUnmatched().size() + ", which are not repeated here.";
        } else {
            fact = "There is no option "
                    + options.stream().map(UsageErrors::name).collect(Collectors.joining(", ")) + ".";
        }
        List<String> near = command ? e.getSuggestions() : List.of();
        return near.isEmpty() ? fact : fact + " Near are: " + String.join(", ", near) + ".";
    }

    /** Of an option that is written with its value: {@code --name=VALUE} or {@code -nVALUE}. */
    private static String name(String option) {
        return option.startsWith("--") ? option.split("=", 2)[0] : option.substring(0, Math.min(2, option.length()));
    }

    /** What could not be parsed may still say how it wants to be told. */
    private static OutputFormat format(String[] arguments) {
        List<String> list = Arrays.asList(arguments);
        boolean json = list.stream().anyMatch(argument -> argument.matches("(?i)(-o|--output)=?json"));
        for (int i = 0; i + 1 < list.size() && !json; i++) {
            json = list.get(i).matches("-o|--output") && list.get(i + 1).equalsIgnoreCase("json");
        }
        return json ? OutputFormat.JSON : OutputFormat.TEXT;
    }
}
