package dev.culvert.cli.replication;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.cli.output.Style;
import dev.culvert.cli.output.TextTable;
import dev.culvert.migration.replication.ReplicationStatus;
import dev.culvert.migration.status.LinkStatus;
import dev.culvert.schemas.status.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a replication stands, in words. What is unknown is {@code -}. */
public final class ReplicationStatusText {
    private static final String UNKNOWN = "-";

    private ReplicationStatusText() {}

    /** Asks both servers. */
    public static Outcome outcome(ServedReplication served, Terminal terminal) {
        ReplicationStatus status = served.read();
        return Outcome.of(RecordJson.of(status), lines(status, terminal.plain()));
    }

    private static List<String> lines(ReplicationStatus status, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(status.replication()) + "  " + status.state());
        lines.add("  why        " + status.why());
        status.busy().ifPresent(who -> lines.add("  busy       " + who));
        status.waitingFor().ifPresent(what -> lines.add("  waiting    " + what));
        for (LinkStatus link : status.links()) {
            lines.add("  link       " + link.name() + "  " + worker(link));
            lines.add("  lag        "
                    + link.secondsBehind().map(ReplicationStatusText::time).orElse(UNKNOWN) + ", "
                    + bytes(link.bytesBehind()) + " not durable there");
            lines.add("  slot       " + link.walStatus().orElse(UNKNOWN) + " on the source, retains "
                    + bytes(link.retainedBytes())
                    + link.safeBytes()
                            .map(safe -> ", safe for " + Amount.bytes(safe) + " more")
                            .orElse(", nothing bounds it"));
        }
        if (!status.tables().isEmpty()) {
            TextTable tables = new TextTable("  TABLE", "PARTS", "ROWS COPIED", "BYTES", "FOLLOWS");
            status.tables()
                    .forEach(table -> tables.row(
                            "  " + table.table(),
                            table.partsDone() + " of " + table.parts(),
                            Long.toString(table.rows()),
                            Amount.bytes(table.bytes()),
                            table.streams() ? "yes" : "no"));
            lines.addAll(tables.lines());
        }
        return lines;
    }

    private static String worker(LinkStatus link) {
        return link.enabled().map(on -> on ? "enabled" : "disabled").orElse("no subscription")
                + link.worker().map(pid -> ", worker " + pid).orElse(", no worker")
                + link.applyErrors()
                        .filter(errors -> errors > 0)
                        .map(errors -> ", " + errors + " errors")
                        .orElse("");
    }

    private static String bytes(Optional<Long> bytes) {
        return bytes.map(Amount::bytes).orElse(UNKNOWN);
    }

    private static String time(double seconds) {
        return "a token took " + Amount.time(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
