package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a node's file can be rewritten, and whether it is the one that the node has read. */
final class FileCheck {
    private final Node node;
    private final Map<String, ShownDatabase> shown;
    private final List<Finding> findings = new ArrayList<>();

    FileCheck(Node node, Map<String, ShownDatabase> shown) {
        this.node = node;
        this.shown = shown;
    }

    /** Empty if all is well. */
    List<Finding> run() {
        try {
            DatabasesFile file = node.file().read();
            List<Integer> broken = file.brokenLines();
            if (broken.isEmpty()) {
                entries(file.entries());
            } else {
                error(
                        "PgBouncer does not understand line "
                                + String.join(
                                        ", ",
                                        broken.stream().map(String::valueOf).toList())
                                + ": at the next RELOAD it forgets this line and all that follow, and says nothing.",
                        "Correct the file.");
            }
        } catch (IOException e) {
            error(
                    "It cannot be read: " + e.getClass().getSimpleName() + ".",
                    "Give under databasesFile the file with [databases] as this machine sees it, and let Culvert's user read it.");
            return findings;
        }
        try {
            node.file().tryWrite();
        } catch (IOException e) {
            error(
                    "It cannot be replaced with its mode and owner kept: "
                            + e.getClass().getSimpleName() + ".",
                    "Let the user that Culvert runs as write the directory, and own the file or belong to its group.");
        }
        return findings;
    }

    private void entries(Map<String, ConnectString> entries) {
        for (String database : node.databases()) {
            ConnectString entry = entries.get(database);
            if (entry == null) {
                error(
                        "It has no entry \"" + database + "\" under [databases].",
                        "Name the file that has it, if this one includes it; or give the database an entry of its own.");
            } else if (shown.containsKey(database) && !shown.get(database).isLoaded(entry)) {
                error(
                        "It says " + entry.value("host").orElse("") + ":"
                                + entry.value("port").orElse("5432") + " for "
                                + database + ", and the pooler uses "
                                + shown.get(database).place()
                                + ": it is another file, or was not loaded since it was changed.",
                        "See in its console what SHOW CONFIG says of conffile, and RELOAD.");
            } else if (!entry.value("min_pool_size").orElse("0").equals("0")) {
                stock(database, entry.value("min_pool_size").orElseThrow());
            }
        }
    }

    /** The pooler's own is set to 0 for the time, see {@link Node#noSpares}; an entry's cannot be. */
    private void stock(String database, String connections) {
        findings.add(new Finding(
                ErrorCode.POOLER_FILE,
                Severity.WARNING,
                "file " + node.fileName() + " of " + node,
                "The entry \"" + database + "\" has min_pool_size = " + connections
                        + ": PgBouncer begins connections while the database is held and takes them for failed logins, so that a "
                        + "client that comes in the first moments after it may see the error 08P01.",
                "Set min_pool_size under [pgbouncer] instead, which Culvert keeps at 0 for the time, and RELOAD."));
    }

    private void error(String fact, String remedy) {
        findings.add(new Finding(
                ErrorCode.POOLER_FILE, Severity.ERROR, "file " + node.fileName() + " of " + node, fact, remedy));
    }
}
