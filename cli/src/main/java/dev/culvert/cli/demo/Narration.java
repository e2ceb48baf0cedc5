package dev.culvert.cli.demo;

import dev.culvert.cli.command.Terminal;

/** What the demo says between the commands: on stdout, or on stderr where stdout is for JSON. */
final class Narration {
    private final Terminal terminal;
    private int step;

    Narration(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The next step. */
    void step(String title) {
        say("");
        say("== " + ++step + ". " + title);
    }

    /** What to look at. */
    void look(String text) {
        say("   > " + text);
    }

    void fact(String name, String value) {
        say("   %-12s %s".formatted(name, value));
    }

    void say(String line) {
        if (terminal.json()) {
            terminal.message(line);
        } else {
            terminal.data(line);
        }
    }
}
