package dev.culvert.cli.migration;

import dev.culvert.cli.output.TextTable;
import dev.culvert.migration.status.CopyStatus;
import dev.culvert.schemas.status.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far a copy is, in words: the sum, then the tables that are not ready, those that are being copied first. */
final class CopyText {
    private static final String UNKNOWN = "-";
    private static final int LISTED = 20;

    private CopyText() {}

    static List<String> lines(CopyStatus copy) {
        List<String> lines = new ArrayList<>();
        lines.add("  copy       " + copy.tablesCopied() + " of " + copy.tables().size() + " tables, " + copy.rows()
                + " rows, " + Amount.bytes(copy.bytes()) + " of about " + Amount.bytes(copy.expectedBytes()) + ", "
                + copy.bytesPerSecond().map(rate -> Amount.bytes(rate) + "/s").orElse(UNKNOWN) + ", "
                + copy.secondsLeft()
                        .map(left -> Amount.time(Duration.ofSeconds(left)))
                        .orElse(UNKNOWN) + " left"
                + (copy.paused() ? ", paused" : ""));
        List<CopyStatus.Table> open = copy.tables().stream()
                .filter(table -> !table.state().equals("ready"))
                .sorted((a, b) -> a.state().equals(b.state()) ? 0 : Integer.compare(order(a), order(b)))
                .toList();
        TextTable table = new TextTable("  TABLE", "STATE", "PARTS", "ROWS", "OF ABOUT", "BYTES", "OF ABOUT");
        open.stream()
                .limit(LISTED)
                .forEach(each -> table.row(
                        "  " + each.table(),
                        each.state(),
                        each.partsDone() + "/" + each.parts(),
                        Long.toString(each.rows()),
                        Long.toString(each.estimatedRows()),
                        Amount.bytes(each.bytes()),
                        Amount.bytes(each.estimatedBytes())));
        lines.addAll(table.lines());
        if (open.size() > LISTED) {
            lines.add("  and " + (open.size() - LISTED) + " more");
        }
        return lines;
    }

    private static int order(CopyStatus.Table table) {
        return List.of("copying", "copied", "waiting").indexOf(table.state());
    }
}
