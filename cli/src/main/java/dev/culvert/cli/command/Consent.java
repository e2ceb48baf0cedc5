package dev.culvert.cli.command;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;

/** Nothing is changed unless somebody said so: by {@code --yes}, or at the terminal. */
public final class Consent {
    private Consent() {}

    /**
     * Asks for yes or no.
     *
     * @param what ends the question {@code ... Go on?}
     * @throws CulvertException {@link ErrorCode#CONFIRMATION_REQUIRED}
     */
    public static void ask(Terminal terminal, String object, String what) {
        require(
                terminal,
                object,
                what + " Go on? [y/N]",
                answer -> answer.equalsIgnoreCase("y") || answer.equals("yes"));
    }

    /**
     * Asks for the name of what will be gone.
     *
     * @throws CulvertException {@link ErrorCode#CONFIRMATION_REQUIRED}
     */
    public static void askForName(Terminal terminal, String object, String what, String name) {
        require(terminal, object, what + " Type the name to go on:", name::equals);
    }

    private static void require(Terminal terminal, String object, String question, Answer right) {
        if (terminal.yes()) {
            return;
        }
        if (!terminal.interactive()) {
            throw refused(object, "There is no terminal to ask at, and --yes was not given.");
        }
        Optional<String> answer = terminal.ask(question);
        if (answer.isEmpty() || !right.is(answer.get().strip())) {
            throw refused(object, "It was not confirmed.");
        }
    }

    private static CulvertException refused(String object, String fact) {
        return new CulvertException(
                ErrorCode.CONFIRMATION_REQUIRED,
                object,
                fact,
                Changed.NOTHING,
                "Look at it with --dry-run, then give --yes.");
    }

    private interface Answer {
        boolean is(String answer);
    }
}
