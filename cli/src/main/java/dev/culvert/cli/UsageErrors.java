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
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

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
                        SECRET.matcher(e.getMessage()).replaceAll("://***@"),
                        Changed.NOTHING,
                        command.getCommandSpec().qualifiedName(" ") + " --help",
                        e));
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
