package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.migration.cutover.CutoverListener;
import dev.culvert.migration.cutover.CutoverStep;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Tells the steps of a turn as they come, on stderr. */
final class TurnListener implements CutoverListener {
    private final Terminal terminal;
    private long began;

    TurnListener(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void gates(List<Finding> findings) {
        long passed = findings.stream()
                .filter(finding -> finding.severity() == Severity.PASSED)
                .count();
        terminal.message("gates: " + passed + " of " + findings.size() + " passed");
        findings.stream()
                .filter(finding -> finding.severity() != Severity.PASSED)
                .forEach(finding -> terminal.message("  " + finding.object() + ": " + finding.fact()));
    }

    @Override
    public void begins(CutoverStep step) {
        began = System.nanoTime();
        if (!step.paused()) { // while nobody can write, nothing is printed that a slow terminal could hold up
            terminal.message(step.word() + ": " + step.meaning());
        }
    }

    @Override
    public void ended(CutoverStep step) {
        terminal.message(step.word() + ": done in " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    @Override
    public void givesBack(String reason) {
        terminal.message("the old side is given back: " + reason);
    }

    @Override
    public void left(String what) {
        terminal.message("left to do: " + what);
    }
}
