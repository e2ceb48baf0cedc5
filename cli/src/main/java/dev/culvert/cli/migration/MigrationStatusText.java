package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.output.Style;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.status.LinkStatus;
import dev.culvert.migration.status.MigrationStatus;
import dev.culvert.migration.status.StatusReader;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.status.Amount;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a migration stands, in words. What is unknown is {@code -}. */
public final class MigrationStatusText {
    private static final String UNKNOWN = "-";
    private static final int ENTRIES = 3;

    private MigrationStatusText() {}

    /** Asks both servers. */
    public static Outcome outcome(MigrationDefinition definition, Terminal terminal) {
        return outcome(new StatusReader(Sites.of(definition), definition.name(), Clock.systemUTC()).read(), terminal);
    }

    static Outcome outcome(MigrationStatus status, Terminal terminal) {
        return Outcome.of(RecordJson.of(status), lines(status, terminal.plain()));
    }

    static List<String> lines(MigrationStatus status, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(status.migration()) + "  " + status.state() + "  writes go to: "
                + status.open().orElse(UNKNOWN));
        lines.add("  why        " + status.why());
        status.busy().ifPresent(who -> lines.add("  busy       " + who));
        status.waitingFor().ifPresent(what -> lines.add("  waiting    " + what));
        status.wayBack().ifPresent(when -> lines.add("  way back   " + when));
        status.copy().filter(copy -> !copy.over()).ifPresent(copy -> lines.addAll(CopyText.lines(copy)));
        for (LinkStatus link : status.links()) {
            lines.add("  link       " + link.name() + "  " + link.from() + " to " + link.to() + ", " + worker(link)
                    + ", " + link.tables() + " tables"
                    + (link.notReady().isEmpty() ? "" : ", not ready: " + String.join(", ", link.notReady())));
            lines.add("  lag        "
                    + link.secondsBehind().map(MigrationStatusText::seconds).orElse(UNKNOWN) + ", "
                    + bytes(link.bytesBehind()) + " not durable there");
            lines.add("  slot       " + link.walStatus().orElse(UNKNOWN) + " on the " + link.from() + ", retains "
                    + bytes(link.retainedBytes())
                    + link.allowedBytes()
                            .map(allowed -> " of " + Amount.bytes(allowed))
                            .orElse("")
                    + link.safeBytes()
                            .map(safe -> ", safe for " + Amount.bytes(safe) + " more")
                            .orElse(", nothing bounds it"));
        }
        lines.add("  verified   " + status.verifiedAt().map(Object::toString).orElse(UNKNOWN));
        status.journal().stream().limit(ENTRIES).map(MigrationStatusText::entry).forEach(lines::add);
        lines.add("  may        " + (status.may().isEmpty() ? UNKNOWN : String.join(", ", status.may())));
        return lines;
    }

    private static String worker(LinkStatus link) {
        String enabled = link.enabled().map(on -> on ? "enabled" : "disabled").orElse("no subscription");
        return enabled
                + link.worker().map(pid -> ", worker " + pid).orElse(", no worker")
                + link.applyErrors()
                        .filter(errors -> errors > 0)
                        .map(errors -> ", " + errors + " errors")
                        .orElse("");
    }

    private static String entry(Journal.Entry entry) {
        return "  journal    " + entry.began() + "  " + entry.step() + ": " + entry.intent() + "  ("
                + entry.result().orElse("no result") + ")";
    }

    private static String bytes(Optional<Long> bytes) {
        return bytes.map(Amount::bytes).orElse(UNKNOWN);
    }

    private static String seconds(double seconds) {
        return Amount.time(Duration.ofMillis(Math.round(seconds * 1000))) + " behind";
    }
}
